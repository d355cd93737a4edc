/* look.js - gives each model one colour and one mark everywhere.
 *
 * Both follow from its index in data.models. The page's scripts are joined
 * into one (page.cmake has the order); each adds to `simul`, and nothing runs
 * before page.js at the end.
 */
'use strict';

const simul = { data: null, charts: [] };

simul.look = (() => {
	const marks = ['rect', 'circle', 'triangle', 'rectRot', 'star',
		'crossRot', 'cross'];

	/* Results of another version may have models unknown to this one:
	 * these come last. */
	function index(model) {
		const { models } = simul.data;
		const at = models.indexOf(model);

		return at < 0 ? models.push(model) - 1 : at;
	}

	function css(name) {
		return getComputedStyle(document.documentElement)
			.getPropertyValue('--' + name).trim();
	}

	/* Beyond the colours of page.css, hues a golden angle apart: no two
	 * are the same, and neighbours differ most. */
	function hue(i) {
		return (i * 137.508) % 360;
	}

	/* The model's colour with an opacity, for areas. */
	function shade(model, opacity) {
		const hex = css('model-' + index(model));
		const part = (i) => parseInt(hex.slice(i, i + 2), 16);

		return hex ?
			`rgba(${part(1)},${part(3)},${part(5)},${opacity})` :
			`hsla(${hue(index(model))},65%,` +
				`${css('model-lightness')},${opacity})`;
	}

	function colour(model) {
		return shade(model, 1);
	}

	function mark(model) {
		return marks[index(model) % marks.length];
	}

	/* The colour as CSS, which follows a change of theme by itself. */
	function paint(model) {
		const i = index(model);

		return `var(--model-${i}, ` +
			`hsl(${hue(i)}, 65%, var(--model-lightness)))`;
	}

	const paths = {
		rect: 'M2.5 2.5h8v8h-8z',
		circle: 'M6.5 2a4.5 4.5 0 1 0 .01 0z',
		triangle: 'M6.5 1.8L11.6 10.8H1.4z',
		rectRot: 'M6.5 1L12 6.5L6.5 12L1 6.5z',
		star: 'M6.5 1.5v10M1.5 6.5h10M3 3l7 7M10 3l-7 7',
		crossRot: 'M2.5 2.5l8 8M10.5 2.5l-8 8',
		cross: 'M6.5 1.5v10M1.5 6.5h10',
	};

	/* The mark as an image, for the legend and the tables. */
	function svg(model) {
		const ns = 'http://www.w3.org/2000/svg';
		const image = document.createElementNS(ns, 'svg');
		const path = document.createElementNS(ns, 'path');
		const filled = marks.indexOf(mark(model)) < 4;

		image.setAttribute('class', 'mark');
		image.setAttribute('viewBox', '0 0 13 13');
		image.setAttribute('aria-hidden', 'true');
		path.setAttribute('d', paths[mark(model)]);
		path.style.fill = filled ? paint(model) : 'none';
		path.style.stroke = paint(model);
		path.style.strokeWidth = filled ? 0 : 2;
		image.append(path);
		return image;
	}

	function order(a, b) {
		return index(a) - index(b);
	}

	return { css, colour, shade, mark, svg, order };
})();

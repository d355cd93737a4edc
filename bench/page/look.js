/* look.js - what a model looks like: the same colour and mark everywhere.
 *
 * The scripts of the page are joined into one (page.cmake has the order);
 * each adds to `simul`, and nothing runs before page.js at the end.
 */
'use strict';

const simul = { data: null, charts: [] };

simul.look = (() => {
	/* The order is that of the colours in page.css. */
	const known = ['serial', 'threads', 'processes', 'async',
		'threads+async', 'processes+async'];
	const marks = ['rect', 'circle', 'triangle', 'rectRot', 'star',
		'crossRot', 'cross'];

	/* A model that this page doesn't know gets what is left. */
	function index(model) {
		const at = known.indexOf(model);

		return at < 0 ? known.length : at;
	}

	function css(name) {
		return getComputedStyle(document.documentElement)
			.getPropertyValue('--' + name).trim();
	}

	function colour(model) {
		return css('model-' + index(model));
	}

	/* The same with an opacity, for areas. */
	function shade(model, opacity) {
		const hex = colour(model);
		const part = (i) => parseInt(hex.slice(i, i + 2), 16);

		return `rgba(${part(1)},${part(3)},${part(5)},${opacity})`;
	}

	function mark(model) {
		return marks[index(model)];
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

	/* For the legend and the tables. */
	function svg(model) {
		const ns = 'http://www.w3.org/2000/svg';
		const image = document.createElementNS(ns, 'svg');
		const path = document.createElementNS(ns, 'path');

		image.setAttribute('class', 'mark');
		image.setAttribute('viewBox', '0 0 13 13');
		image.setAttribute('aria-hidden', 'true');
		path.setAttribute('d', paths[mark(model)]);
		path.style.fill = index(model) < 4 ?
			`var(--model-${index(model)})` : 'none';
		path.style.stroke = `var(--model-${index(model)})`;
		path.style.strokeWidth = index(model) < 4 ? 0 : 2;
		image.append(path);
		return image;
	}

	/* Known ones in their order, others after them. */
	function order(a, b) {
		return index(a) - index(b) || (a < b ? -1 : a > b ? 1 : 0);
	}

	return { css, colour, shade, mark, svg, order };
})();

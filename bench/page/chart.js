/* chart.js - what all charts share: frames, axes, the keyboard.
 *
 * A chart is {kind, job, title, hint, whole, height, make}: make() returns
 * what Chart.js needs, or null if there is nothing to draw. It is called again
 * whenever colours, axes or the visible models change. A point's `tip` has the
 * lines that its tooltip shows and a screen reader says; datasets that are
 * reference lines rather than data are marked `guide`.
 */
'use strict';

simul.hidden = new Set();     /* models that are switched off */

simul.chart = (() => {
	const { css } = simul.look;
	const figure = simul.figure;
	const queue = [];
	let drawing = false;

	function element(name, parent, text) {
		const e = document.createElement(name);

		if (text)
			e.textContent = text;
		if (parent)
			parent.append(e);
		return e;
	}

	/* --- axes --- */

	/* By the user's choice; else logarithmic if the values' ratio is
	 * large. */
	function isLog(values, ratio) {
		const chosen = document.getElementById('axes').value;
		const least = Math.min(...values), most = Math.max(...values);

		if (!(least > 0))
			return false;
		return chosen === 'auto' ? most / least > (ratio || 8) :
			chosen === 'logarithmic';
	}

	/* As many ticks as fit: powers of ten; 1, 2 and 5 of each decade; or
	 * finer steps on a short axis. Bytes get powers of two. */
	function logTicks(axis, base) {
		const decades = Math.log10(axis.max / axis.min);
		const digits = base === 2 ? [1] : decades > 3 ? [1] :
			decades > 0.9 ? [1, 2, 5] :
			decades > 0.5 ? [1, 1.5, 2, 3, 4, 5, 7] :
			[1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8,
				9];
		const log = (v) => Math.log(v) / Math.log(base);
		const ticks = [];
		const every = Math.max(1, Math.ceil(
			log(axis.max / axis.min) / 8));

		for (let n = Math.floor(log(axis.min)); n <= log(axis.max);
			n++)
			if (n % every === 0)
				ticks.push(...digits.map((d) => ({
					value: d * base ** n, digit: d })));
		axis.ticks = thin(axis, ticks.filter((t) =>
			t.value >= axis.min && t.value <= axis.max));
	}

	/* Labels side by side need room: powers of ten come first. */
	function thin(axis, ticks) {
		const at = (t) => axis.width * Math.log(t.value / axis.min) /
			Math.log(axis.max / axis.min);
		const kept = [];

		if (!axis.isHorizontal())
			return ticks;
		ticks.sort((a, b) => a.digit - b.digit).forEach((t) => {
			if (kept.every((k) => Math.abs(at(k) - at(t)) > 52))
				kept.push(t);
		});
		return kept.sort((a, b) => a.value - b.value);
	}

	function byteTicks(axis) {
		const step = 2 ** Math.ceil(Math.log2(axis.max / 6));

		axis.ticks = [];
		for (let v = 0; v <= axis.max; v += step)
			axis.ticks.push({ value: v });
	}

	/* Leaves room around `values` at both ends of a logarithmic axis. */
	function scale(title, log, format, values, more) {
		const bytes = format === figure.bytes;
		const edges = log ? {
			min: Math.min(...values) / 1.2,
			max: Math.max(...values) * 1.2,
			afterBuildTicks: (axis) => logTicks(axis,
				bytes ? 2 : 10),
		} : bytes ? { afterBuildTicks: byteTicks } : {};

		return Object.assign({
			type: log ? 'logarithmic' : 'linear',
			beginAtZero: !log,
			title: { display: Boolean(title), text: title,
				color: css('dim') },
			grid: { color: css('grid'), drawTicks: false,
				drawBorder: false },
			border: { display: false },
			ticks: {
				color: css('dim'),
				padding: 6,
				maxRotation: 0,
				autoSkip: !log,
				autoSkipPadding: 14,
				callback: (v) => figure.short(format(v)),
			},
		}, edges, more);
	}

	/* A tick for each K that was measured. */
	function scaleOfK(ks) {
		const log = isLog(ks, 4);
		const all = [...new Set(ks)].sort((a, b) => a - b);
		const last = all[all.length - 1];

		return scale('K, tasks in flight', log, String, all, {
			beginAtZero: false,
			min: log ? all[0] / 1.2 : Math.max(0, all[0] - 1),
			max: log ? last * 1.2 : last + 1,
			afterBuildTicks(axis) {
				axis.ticks = all.map((value) => ({ value }));
			},
			ticks: { color: css('dim'), padding: 6,
				maxRotation: 0, autoSkip: true,
				autoSkipPadding: 10, callback: String },
		});
	}

	/* --- a chart --- */

	function options(scales, more) {
		return Object.assign({
			animation: false,
			responsive: true,
			maintainAspectRatio: false,
			interaction: { mode: 'nearest', intersect: true },
			layout: { padding: { right: 10, top: 4 } },
			plugins: {
				legend: { display: false },
				tooltip: {
					displayColors: false,
					backgroundColor: css('ink'),
					titleColor: css('ground'),
					bodyColor: css('ground'),
					padding: 9,
					cornerRadius: 4,
					callbacks: {
						title: () => '',
						label: (c) => c.raw.tip || '',
					},
				},
			},
			scales,
		}, more);
	}

	/* The data points, without guides, that are within the axes. */
	function pointsOf(entry) {
		const points = [];

		entry.chart.data.datasets.forEach((set, s) => {
			if (set.guide)
				return;
			entry.chart.getDatasetMeta(s).data.forEach((e, i) => {
				if (!e.skip && Number.isFinite(e.x) &&
				    Number.isFinite(e.y))
					points.push({ datasetIndex: s, index: i,
						raw: set.data[i], x: e.x,
						y: e.y });
			});
		});
		return points;
	}

	/* Arrow keys go from point to point, for use without a mouse. */
	function onKey(entry, event) {
		const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1,
			ArrowDown: 1 };
		const points = pointsOf(entry)
			.sort((a, b) => a.datasetIndex - b.datasetIndex ||
				a.raw.x - b.raw.x);
		const said = document.getElementById('said');
		let at = null;

		if (event.key === 'Escape')
			entry.at = -1;
		else if (!steps[event.key] || points.length === 0)
			return;
		else
			entry.at = ((entry.at < 0 && steps[event.key] < 0 ?
				0 : entry.at) + steps[event.key] +
				points.length) % points.length;
		event.preventDefault();
		at = points[entry.at];
		entry.chart.setActiveElements(at ? [at] : []);
		entry.chart.tooltip.setActiveElements(at ? [at] : [],
			at || { x: 0, y: 0 });
		entry.chart.update('none');
		said.textContent = at ? [].concat(at.raw.tip).join(', ') : '';
	}

	function draw(entry) {
		const config = entry.make();

		if (entry.chart)
			entry.chart.destroy();
		entry.chart = null;
		entry.frame.hidden = !config;
		entry.at = -1;
		entry.points = 0;
		if (!config)
			return;
		entry.chart = new Chart(entry.canvas, config);
		entry.points = pointsOf(entry).length;
	}

	/* One chart at a time, so that the page stays responsive. */
	function drawNext() {
		const entry = queue.shift();

		drawing = Boolean(entry);
		if (!entry)
			return;
		draw(entry);
		setTimeout(drawNext, 0);
	}

	function drawAll() {
		queue.length = 0;
		queue.push(...simul.charts);
		if (!drawing)
			drawNext();
	}

	function drawNow() {
		queue.length = 0;
		simul.charts.forEach(draw);
	}

	function add(parent, chart) {
		const frame = element('figure', parent);
		const caption = element('figcaption', frame);
		const box = element('div', frame);
		const canvas = element('canvas', box);

		frame.className = chart.whole ? 'whole' : '';
		element('b', caption, chart.title);
		caption.append(' ');
		element('span', caption, chart.hint);
		box.className = 'canvas';
		box.style.height = chart.height + 'px';
		canvas.tabIndex = 0;
		canvas.setAttribute('role', 'img');
		canvas.setAttribute('aria-label', `${chart.job}: ` +
			`${chart.title}. ${chart.hint} Arrow keys go from ` +
			'point to point; the figures are in the table.');
		Object.assign(chart, { frame, canvas, chart: null, at: -1,
			points: 0 });
		canvas.addEventListener('keydown', (e) => onKey(chart, e));
		simul.charts.push(chart);
		return chart;
	}

	function shown(rows) {
		return rows.filter((row) => !simul.hidden.has(row.model));
	}

	/* A model has a series for each chunk size. */
	function nameOf(row) {
		return row.model + (row.chunk > 1 ?
			`, chunk ${row.chunk}` : '');
	}

	function series(rows) {
		const by = new Map();

		for (const row of shown(rows)) {
			if (!by.has(nameOf(row)))
				by.set(nameOf(row), []);
			by.get(nameOf(row)).push(row);
		}
		return [...by.values()].map((of) =>
			of.slice().sort((a, b) => a.k - b.k));
	}

	/* How the points of a model are drawn. */
	function points(model, radius) {
		return {
			pointStyle: simul.look.mark(model),
			pointRadius: radius,
			pointHoverRadius: radius + 2,
			pointHitRadius: 6,
			pointBackgroundColor: simul.look.shade(model, 0.55),
			pointBorderColor: simul.look.colour(model),
			pointBorderWidth: 1.2,
			clip: 8,
		};
	}

	/* On a canvas, in the colour or pattern given. */
	function line(ctx, x1, y1, x2, y2, width, style, dash) {
		ctx.lineWidth = width;
		ctx.strokeStyle = style;
		ctx.setLineDash(dash || []);
		ctx.beginPath();
		ctx.moveTo(x1, y1);
		ctx.lineTo(x2, y2);
		ctx.stroke();
	}

	/* A line of the chart for each row; callback makes its name from its
	 * index, as one of Chart.js does. */
	function scaleOfRows(rows, callback) {
		return {
			type: 'linear', reverse: true,
			min: -0.6, max: rows.length - 0.4,
			border: { display: false },
			grid: { display: false, drawBorder: false },
			afterBuildTicks(axis) {
				axis.ticks = rows.map((_, i) => ({ value: i }));
			},
			ticks: { color: css('ink'), padding: 4,
				autoSkip: false, callback },
		};
	}

	return { add, draw, line, drawAll, drawNow, element, isLog, scale, scaleOfK,
		scaleOfRows, options, shown, series, nameOf, points,
		isDrawing: () => drawing };
})();

/* page.js - puts the charts in their places and handles the controls.
 *
 * For tests, window.simulCharts lists what was drawn: {ready, charts: [{kind,
 * job, points}]}.
 */
'use strict';

(() => {
	const root = document.documentElement;
	const system = matchMedia('(prefers-color-scheme: dark)');
	const models = new Set();
	const theme = document.getElementById('theme');
	const axes = document.getElementById('axes');

	/* The browser may forbid storage to a page from a file. */
	function recall() {
		try {
			return localStorage.getItem('simul-theme') || 'auto';
		} catch (e) {
			return 'auto';
		}
	}

	function keep(value) {
		try {
			localStorage.setItem('simul-theme', value);
		} catch (e) {
			/* The choice lasts until the page is closed. */
		}
	}

	function applyTheme() {
		root.dataset.theme = theme.value !== 'auto' ? theme.value :
			system.matches ? 'dark' : 'light';
	}

	function redraw() {
		applyTheme();
		simul.chart.drawAll();
	}

	/* On paper: light colours, and redrawn sharp at the paper's width. */
	function beforePrint() {
		root.dataset.theme = 'light';
		root.dataset.paper = '';
		simul.chart.drawNow();
		simul.charts.forEach((c) => c.chart && c.chart.resize());
	}

	function putModel(parent, model) {
		const button = simul.chart.element('button', parent);

		button.type = 'button';
		button.setAttribute('aria-pressed', 'true');
		button.append(simul.look.svg(model), model);
		button.addEventListener('click', () => {
			const hide = !simul.hidden.has(model);

			simul.hidden[hide ? 'add' : 'delete'](model);
			button.setAttribute('aria-pressed', String(!hide));
			simul.chart.drawAll();
		});
	}

	function putGroup(place) {
		const run = simul.data.runs[place.dataset.run];
		const group = run.groups[place.dataset.group];

		group.rows.forEach((row) => models.add(row.model));
		if (!group.rows.some((row) => row.run)) {
			place.className = 'hint';
			place.textContent = 'No chart: all samples failed.';
			return;
		}
		simul.time.put(place, group);
		simul.latency.put(place, group);
		simul.scaling.put(place, group);
		simul.cost.put(place, group, run.processors);
		simul.trend.put(place, group);
	}

	function putVerdict(place) {
		const verdict = simul.data.verdicts[place.dataset.verdict];

		verdict.rows.filter((row) => row.model)
			.forEach((row) => models.add(row.model));
		simul.forest.put(place, verdict);
	}

	function putHistory(place) {
		const history = simul.data.histories[place.dataset.history];

		history.series.forEach((series) => models.add(series.model));
		simul.history.put(place, history);
	}

	function expose() {
		Object.defineProperty(window, 'simulCharts', { get: () => ({
			ready: !simul.chart.isDrawing(),
			charts: simul.charts.map((c) => ({ kind: c.kind,
				job: c.job, points: c.points })),
		}) });
	}

	function start() {
		const font = getComputedStyle(document.body).fontFamily;

		simul.data = JSON.parse(
			document.getElementById('data').textContent);
		Chart.defaults.font.family = font;
		Chart.defaults.font.size = 11;
		document.getElementById('controls').hidden = false;
		theme.value = recall();
		document.querySelectorAll('[data-verdict]').forEach(putVerdict);
		document.querySelectorAll('[data-history]').forEach(putHistory);
		document.querySelectorAll('[data-group]').forEach(putGroup);
		document.querySelectorAll('[data-model]').forEach((field) =>
			field.prepend(simul.look.svg(field.dataset.model)));
		simul.data.timelines.forEach((l) => models.add(l.model));
		simul.timeline.put(document.getElementById('timelines'),
			simul.data.timelines);
		[...models].sort(simul.look.order).forEach((model) =>
			putModel(document.getElementById('models'), model));
		expose();
		redraw();
	}

	theme.addEventListener('change', () => {
		keep(theme.value);
		redraw();
	});
	axes.addEventListener('change', redraw);
	system.addEventListener('change', redraw);
	addEventListener('beforeprint', beforePrint);
	addEventListener('afterprint', () => {
		delete root.dataset.paper;
		redraw();
	});
	start();
})();

/* history.js - a cell over the runs of a history: medians with intervals,
 * levels, and where they change.
 *
 * Changes and their sentences are C's (page_history.c); nothing is searched
 * for here. The axis of times needn't begin at 0, since a step of 3 % is to be
 * seen.
 */
'use strict';

simul.history = (() => {
	const { add, element, isLog, scale, options, points, line } = simul.chart;
	const { css, colour, shade } = simul.look;
	const figure = simul.figure;
	const atMost = 60;            /* charts of one machine */

	const date = (point) => point.started.slice(0, 10);

	/* The one that begins at this point, or undefined. */
	function changeAt(series, i) {
		return series.changes.find((change) => change.at === i);
	}

	function tip(series, point, i) {
		const interval = point.low === null ? '' :
			` (${figure.duration(point.low)} to ` +
				`${figure.duration(point.high)})`;

		return [`${point.commit}, ${date(point)}`,
			figure.duration(point.y) + interval]
			.concat((changeAt(series, i) || { text: [] }).text);
	}

	function medians(series) {
		return Object.assign(points(series.model, 3), {
			data: series.points.map((p, i) => ({ x: p.x, y: p.y,
				tip: tip(series, p, i) })),
			borderColor: shade(series.model, 0.4),
			borderWidth: 1, showLine: true, tension: 0,
		});
	}

	/* --- what is drawn beside the points --- */

	function drawIntervals({ ctx, scales: { x, y } }, series) {
		series.points.filter((p) => p.low !== null).forEach((p) =>
			line(ctx, x.getPixelForValue(p.x),
				y.getPixelForValue(p.low),
				x.getPixelForValue(p.x),
				y.getPixelForValue(p.high), 1,
				shade(series.model, 0.35)));
	}

	/* Between the run before the change and the first one after it. */
	function placeOf(series, change) {
		return (series.points[change.at - 1].x +
			series.points[change.at].x) / 2;
	}

	function drawChanges({ ctx, chartArea: area, scales: { x, y } },
		series) {
		const at = series.changes.map((change) =>
			x.getPixelForValue(placeOf(series, change)));

		series.changes.forEach((change, i) => {
			const before = y.getPixelForValue(change.before);
			const after = y.getPixelForValue(change.after);

			line(ctx, at[i], area.top, at[i], area.bottom, 1.5,
				css(change.after > change.before ?
					'bad' : 'faster'), [5, 3]);
			line(ctx, i ? at[i - 1] : area.left, before, at[i],
				before, 2, colour(series.model));
			line(ctx, at[i], after, at[i + 1] || area.right,
				after, 2, colour(series.model));
		});
	}

	function extras(series) {
		return {
			id: 'history',
			beforeDatasetsDraw(chart) {
				chart.ctx.save();
				drawIntervals(chart, series);
				drawChanges(chart, series);
				chart.ctx.restore();
			},
		};
	}

	/* --- the chart --- */

	/* Runs are as far apart as the next, whenever they were; the date is
	 * that of the run. */
	function scaleOfRuns(series) {
		const at = new Map(series.points.map((p) => [p.x, date(p)]));
		const places = [...at.keys()];

		return scale('', false, String, places, {
			beginAtZero: false,
			min: places[0] - 0.7,
			max: places[places.length - 1] + 0.7,
			afterBuildTicks(axis) {
				axis.ticks = places.map((value) => ({ value }));
			},
			ticks: { color: css('dim'), padding: 6, maxRotation: 0,
				autoSkip: true, autoSkipPadding: 18,
				callback: (v) => at.get(v) },
		});
	}

	function config(series) {
		const values = series.points.flatMap((p) =>
			[p.y, p.low, p.high]).filter((v) => v !== null);

		if (simul.hidden.has(series.model))
			return null;
		return {
			type: 'scatter',
			data: { datasets: [medians(series)] },
			plugins: [extras(series)],
			options: options({
				x: scaleOfRuns(series),
				y: scale('', isLog(values), figure.duration,
					values, { beginAtZero: false,
						suggestedMin: 0.99 *
							Math.min(...values),
						suggestedMax: 1.01 *
							Math.max(...values),
					}),
			}),
		};
	}

	/* Cells that changed come first. */
	function put(place, history) {
		const all = history.series.filter((s) =>
			s.machine === Number(place.dataset.machine));
		const drawn = all.filter((s) => s.changes.length)
			.concat(all.filter((s) => !s.changes.length))
			.slice(0, atMost);

		drawn.forEach((series) => add(place, {
			kind: 'history', job: series.name, title: series.name,
			hint: series.points.length < history.least ?
				'too few runs to look for a change' :
				series.changes.map((c) => c.text).join('; ') ||
				'no change',
			height: 190, make: () => config(series),
		}));
		if (drawn.length < all.length)
			element('p', place, `Only ${drawn.length} of ` +
				`${all.length} cells are drawn; the table ` +
				'has all.').className = 'hint';
	}

	return { put };
})();

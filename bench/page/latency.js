/* latency.js - how long single tasks took: a histogram for each row, all over
 * the same logarithmic axis, with its percentiles as marks. */
'use strict';

simul.latency = (() => {
	const { add, line, scale, options, shown, points } = simul.chart;
	const { colour, shade } = simul.look;
	const { labelOf } = simul.time;
	const figure = simul.figure;
	const up = 0.78;          /* of a row, for its highest bar */

	const names = [['p50', 'p50_ns'], ['p90', 'p90_ns'],
		['p99', 'p99_ns'], ['p99.9', 'p999_ns']];

	const middle = (bin) => Math.sqrt(bin[0] * bin[1]);

	/* Bars have areas that compare within a row: each row has its own
	 * highest one, or slow models would be flat lines. */
	function heights(row) {
		const most = Math.max(...row.single.bins.map((b) => b[2]));

		return row.single.bins.map((b) => up * b[2] / most);
	}

	function bars(row, at) {
		const tall = heights(row);
		const share = (n) => figure.share(n / row.single.tasks);
		const count = (n) => n.toLocaleString('en-US');
		const within = (b) => `${figure.duration(b[0])} to ` +
			figure.duration(b[1]);

		return {
			pointRadius: 0, pointHoverRadius: 3, pointHitRadius: 5,
			pointBackgroundColor: colour(row.model),
			data: row.single.bins.map((b, i) => ({
				x: middle(b), y: at - tall[i],
				tip: [labelOf(row), within(b),
					`${count(b[2])} tasks, ${share(b[2])}`],
			})),
		};
	}

	function marks(row, at) {
		return Object.assign(points(row.model, 3.6), {
			data: names.filter(([, key]) => row.single[key] > 0)
				.map(([name, key]) => ({
					x: row.single[key], y: at, name,
					tip: [labelOf(row), `${name}: ` + figure
						.duration(row.single[key])],
				})),
		});
	}

	function drawRow(ctx, x, y, row) {
		const base = y.getPixelForValue(row.at);
		const tall = heights(row);

		ctx.fillStyle = shade(row.model, 0.35);
		row.single.bins.forEach((b, i) => {
			const left = x.getPixelForValue(b[0]);
			const top = y.getPixelForValue(row.at - tall[i]);

			ctx.fillRect(left, Math.min(top, base - 1),
				Math.max(x.getPixelForValue(b[1]) - left - 0.5,
					0.5), Math.max(base - top, 1));
		});
		line(ctx, x.left, base, x.right, base, 1,
			shade(row.model, 0.5));
	}

	/* Left out where they would cover the one before. */
	function drawNames(ctx, x, y, set) {
		let end = -Infinity;

		ctx.fillStyle = simul.look.css('dim');
		ctx.font = `10px ${Chart.defaults.font.family}`;
		ctx.textAlign = 'center';
		for (const p of set.data) {
			const at = x.getPixelForValue(p.x);
			const half = ctx.measureText(p.name).width / 2;

			if (at - half < end + 3)
				continue;
			ctx.fillText(p.name, at, y.getPixelForValue(p.y) + 14);
			end = at + half;
		}
	}

	function histograms(rows, sets) {
		return {
			id: 'histograms',
			beforeDatasetsDraw(chart) {
				const { ctx, scales: { x, y } } = chart;

				ctx.save();
				rows.forEach((row) => drawRow(ctx, x, y, row));
				sets.forEach((set) =>
					drawNames(ctx, x, y, set));
				ctx.restore();
			},
		};
	}

	function config(rows) {
		const known = rows.map((row, i) => {
			row.at = i;
			return marks(row, i);
		});
		const values = rows.flatMap((row) =>
			row.single.bins.flatMap((b) => [b[0], b[1]]))
			.concat(known.flatMap((set) =>
				set.data.map((p) => p.x)));

		if (rows.length === 0)
			return null;
		return {
			type: 'scatter',
			data: { datasets: rows.map(bars).concat(known) },
			plugins: [histograms(rows, known)],
			options: options({
				x: scale('', true, figure.duration, values),
				y: Object.assign(simul.chart.scaleOfRows(rows,
					(v) => labelOf(rows[v])), {
					min: -0.9, max: rows.length - 0.4 }),
			}),
		};
	}

	function put(parent, group) {
		const all = group.rows.filter((row) => row.single);
		const what = group.rate ?
			'Latency: from when a task was due to its end.' :
			'Service: from a task\'s start to its end, without ' +
			'the wait for its turn.';

		if (all.length === 0)
			return;
		add(parent, {
			kind: 'latency', job: group.job, whole: true,
			title: group.rate ? 'Latency of tasks' :
				'Service time of tasks',
			hint: what + ' How many tasks took how long, of all ' +
				'samples together; each row has its own ' +
				'height, all have the same axis. Marks: p50, ' +
				'p90, p99, p99.9, where there are tasks ' +
				'enough.',
			height: 48 + all.length * (all.length > 20 ? 34 : 52),
			make: () => config(shown(all)),
		});
	}

	return { put };
})();

/* time.js - rows of samples: each a mark, over the box of all of them. */
'use strict';

simul.time = (() => {
	const { add, element, isLog, line, scale, options, shown, nameOf,
		points } = simul.chart;
	const { colour, shade } = simul.look;
	const figure = simul.figure;

	function labelOf(row) {
		return `${nameOf(row)}  K ${row.k}` +
			(row.void ? '  (not comparable)' : '');
	}

	/* From top to bottom in the order of the rounds, so that a drift over
	 * the run shows. */
	function spread(row, at) {
		const rounds = row.samples.map((s) => s[0]);
		const least = Math.min(...rounds), most = Math.max(...rounds);

		return row.samples.map((s) => at + (most > least ?
			0.44 * ((s[0] - least) / (most - least) - 0.5) : 0));
	}

	function dataset(row, at, column, format) {
		const y = spread(row, at);
		const look = points(row.model, 3.2);

		if (row.void)
			look.pointBackgroundColor = 'transparent';
		return Object.assign(look, {
			data: row.samples.map((s, i) => ({
				x: s[column], y: y[i],
				tip: [labelOf(row), `round ${s[0]}: ` +
					format(s[column])],
			})).filter((p) => p.x !== null),
		});
	}

	function drawBox(ctx, x, y, row) {
		const r = row.run, at = (v) => x.getPixelForValue(v);
		const middle = y.getPixelForValue(row.at);
		const half = 0.34 * Math.abs(y.getPixelForValue(1) -
			y.getPixelForValue(0));

		line(ctx, at(r.min), middle, at(r.max), middle, 1,
			shade(row.model, 0.6));
		ctx.fillStyle = shade(row.model, 0.16);
		ctx.strokeStyle = shade(row.model, 0.6);
		ctx.lineWidth = 1;
		ctx.fillRect(at(r.q1), middle - half, at(r.q3) - at(r.q1),
			2 * half);
		ctx.strokeRect(at(r.q1), middle - half, at(r.q3) - at(r.q1),
			2 * half);
		line(ctx, at(r.median), middle - half, at(r.median),
			middle + half, 2.5, colour(row.model));
		if (r.low !== null)
			line(ctx, at(r.low), middle + half + 3.5, at(r.high),
				middle + half + 3.5, 2.5, colour(row.model));
	}

	function boxes(rows) {
		return {
			id: 'boxes',
			beforeDatasetsDraw(chart) {
				const { ctx, scales: { x, y } } = chart;

				ctx.save();
				for (const row of rows.filter((r) => r.run))
					drawBox(ctx, x, y, row);
				ctx.restore();
			},
		};
	}

	/* The medians alone, for what has no box. */
	function medians(rows, valueOf) {
		return {
			id: 'medians',
			beforeDatasetsDraw(chart) {
				const { ctx, scales: { x, y } } = chart;

				ctx.save();
				for (const row of rows) {
					const at = x.getPixelForValue(
						valueOf(row));
					const up = (v) => y.getPixelForValue(
						row.at + v);

					line(ctx, at, up(-0.34), at, up(0.34),
						2.5, colour(row.model));
				}
				ctx.restore();
			},
		};
	}

	function config(rows, what) {
		const sets = rows.map((row, i) => {
			row.at = i;
			return dataset(row, i, what.column, what.format);
		});
		const values = sets.flatMap((s) => s.data.map((p) => p.x));

		if (values.length === 0)
			return null;
		return {
			type: 'scatter',
			data: { datasets: sets },
			plugins: [what.plugin(rows)],
			options: options({
				x: scale('', isLog(values), what.format,
					values),
				y: simul.chart.scaleOfRows(rows,
					(v) => labelOf(rows[v])),
			}),
		};
	}

	function heightOf(rows) {
		return 42 + rows.length * (rows.length > 40 ? 18 :
			rows.length > 12 ? 24 : 34);
	}

	/* Says so when not every sample is a mark. */
	function thinned(parent, group) {
		const rows = group.rows.filter((r) =>
			r.samples.length < r.good);

		if (rows.length)
			element('p', parent, 'Of rows with more than ' +
				`${rows[0].samples.length} samples only so ` +
				'many are drawn, evenly from the fastest to ' +
				'the slowest; boxes and medians are of all.')
				.className = 'hint';
	}

	function put(parent, group) {
		const good = () => shown(group.rows).filter((r) => r.run);

		add(parent, {
			kind: 'time', job: group.job, whole: true,
			title: group.duration_ns ? 'Time for a task' : 'Time',
			hint: 'Each mark is a sample, in a row from top to ' +
				'bottom as they were taken. Box: the middle ' +
				'half, with the median; line through it: ' +
				'least to most; bar below: 95 % interval of ' +
				'the median.' + (group.duration_ns ? ' The ' +
				'time of the run over the tasks that it ' +
				'did: 1 s over this is tasks/s.' : '') +
				(group.rate ? ' In an open ' +
				'loop the rate sets the time: see the ' +
				'latencies in the table.' : ''),
			height: heightOf(group.rows),
			make: () => config(good(), { column: 1,
				format: figure.duration, plugin: boxes }),
		});
		thinned(parent, group);
	}

	return { put, config, medians, heightOf, labelOf };
})();

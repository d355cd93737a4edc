/* scaling.js - figures over K: throughput, efficiency, memory. */
'use strict';

simul.scaling = (() => {
	const { add, isLog, scale, scaleOfK, options, series, shown, nameOf,
		points } = simul.chart;
	const { css, colour, shade } = simul.look;
	const figure = simul.figure;

	function tip(row, text) {
		return [`${nameOf(row)}, K ${row.k}`, text];
	}

	function curve(rows, valueOf, format) {
		const model = rows[0].model;

		return Object.assign(points(model, 5), {
			type: 'line',
			data: rows.filter((r) => valueOf(r) !== null)
				.map((r) => ({ x: r.k, y: valueOf(r),
					tip: tip(r, format(valueOf(r))) })),
			borderColor: colour(model),
			pointBackgroundColor: colour(model),
			borderWidth: 2,
			borderDash: rows[0].chunk > 1 ? [6, 3] : [],
			tension: 0,
		});
	}

	/* The best throughput at each K, according to the bound. */
	function ideal(rows, group) {
		return {
			type: 'line', guide: true,
			data: rows.filter((r) => r.ideal_ns > 0)
				.map((r) => ({ x: r.k,
					y: 1e9 * group.tasks / r.ideal_ns })),
			borderColor: shade(rows[0].model, 0.75),
			borderWidth: 1.2, borderDash: [3, 4],
			pointRadius: 0, pointHitRadius: 0,
		};
	}

	/* The range of the samples behind each median. */
	function ranges(all, lowOf, highOf) {
		return {
			id: 'ranges',
			beforeDatasetsDraw({ ctx, scales: { x, y } }) {
				ctx.save();
				ctx.lineWidth = 5;
				for (const row of all) {
					const at = x.getPixelForValue(row.k);

					ctx.strokeStyle =
						shade(row.model, 0.25);
					ctx.beginPath();
					ctx.moveTo(at, y.getPixelForValue(
						lowOf(row)));
					ctx.lineTo(at, y.getPixelForValue(
						highOf(row)));
					ctx.stroke();
				}
				ctx.restore();
			},
		};
	}

	function throughput(group) {
		const all = shown(group.rows).filter((r) => r.run && !r.void);
		const by = series(all);
		const perS = (ns) => 1e9 * group.tasks / ns;
		const guides = by.map((rows) => ideal(rows, group));
		const values = guides.flatMap((g) => g.data.map((p) => p.y))
			.concat(all.flatMap((r) => [perS(r.run.max),
				perS(r.run.min)]));

		if (all.length === 0)
			return null;
		return {
			data: { datasets: by.map((rows) => curve(rows,
				(r) => r.tasks_per_s, (v) =>
					figure.rate(v) + ' tasks/s'))
				.concat(guides) },
			plugins: [ranges(all, (r) => perS(r.run.max),
				(r) => perS(r.run.min))],
			options: options({
				x: scaleOfK(all.map((r) => r.k)),
				y: scale('tasks/s', isLog(values), figure.rate,
					values),
			}),
		};
	}

	function efficiency(group) {
		const all = shown(group.rows).filter((r) =>
			r.efficiency !== null);
		const most = Math.max(1, ...all.map((r) => r.efficiency));

		if (all.length === 0)
			return null;
		return {
			data: { datasets: series(all).map((rows) => curve(rows,
				(r) => r.efficiency, (v) =>
					figure.share(v) + ' of the ideal')) },
			options: options({
				x: scaleOfK(all.map((r) => r.k)),
				y: scale('', false, figure.share, [],
					{ min: 0, max: Math.ceil(5 * most -
						1e-9) / 5 }),
			}),
		};
	}

	/* valueOf: of all workers together, or of that for each task. */
	function memory(group, valueOf) {
		const all = shown(group.rows).filter((r) => r.memory);
		const values = all.map(valueOf);

		if (all.length === 0)
			return null;
		return {
			data: { datasets: series(all).map((rows) => curve(rows,
				valueOf, figure.bytes)) },
			options: options({
				x: scaleOfK(all.map((r) => r.k)),
				y: scale('', isLog(values), figure.bytes,
					values),
			}),
		};
	}

	function put(parent, group) {
		if (!group.scaling)
			return;
		add(parent, {
			kind: 'scaling', job: group.job, height: 300,
			title: 'Throughput over K',
			hint: 'Medians; bars from the slowest sample to the ' +
				'fastest. Dashed: the ideal for the model ' +
				'at each K.',
			make: () => throughput(group),
		});
		add(parent, {
			kind: 'efficiency', job: group.job, height: 300,
			title: 'Efficiency over K',
			hint: 'The ideal time over the median: how close ' +
				'each model came to the best possible.',
			make: () => efficiency(group),
		});
	}

	return { put, memory };
})();

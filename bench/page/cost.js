/* cost.js - what it cost: processor time against time, and memory. */
'use strict';

simul.cost = (() => {
	const { add, isLog, scale, options, series, shown, nameOf, points } =
		simul.chart;
	const { css, colour } = simul.look;
	const figure = simul.figure;

	/* So many processors busy all the time: a line through the origin,
	 * also where both axes are logarithmic. It moves no axis. */
	function busy(processors) {
		const counts = [...new Set([1, processors])];

		return {
			id: 'busy',
			beforeDatasetsDraw(chart) {
				counts.forEach((n) => drawBusy(chart, n));
			},
		};
	}

	function drawBusy({ ctx, chartArea: area, scales: { x, y } }, n) {
		const steps = 40;

		ctx.save();
		ctx.beginPath();
		ctx.rect(area.left, area.top, area.right - area.left,
			area.bottom - area.top);
		ctx.clip();
		ctx.setLineDash([3, 4]);
		ctx.strokeStyle = css('dim');
		ctx.fillStyle = css('dim');
		ctx.font = `11px ${Chart.defaults.font.family}`;
		ctx.beginPath();
		for (let i = 0; i <= steps; i++) {
			const px = area.left + (area.right - area.left) *
				i / steps;

			ctx.lineTo(px, y.getPixelForValue(
				n * Math.max(x.getValueForPixel(px), 1)));
		}
		ctx.stroke();
		label(ctx, area, x, y, n);
		ctx.restore();
	}

	/* Where the line leaves the chart: on the right, or at the top, there
	 * on that side of the line where the other one is not. */
	function label(ctx, area, x, y, n) {
		const right = y.getPixelForValue(n * x.max);
		const top = x.getPixelForValue(y.max / n);
		const text = n === 1 ? '1 processor busy' : `${n} busy`;
		const width = ctx.measureText(text).width;

		if (right >= area.top) {
			ctx.textAlign = 'right';
			ctx.fillText(text, area.right - 4, n === 1 ?
				Math.min(right + 30, area.bottom - 6) :
				right - 6);
		} else if (n === 1 && top > area.left &&
			top + width + 8 < area.right) {
			ctx.textAlign = 'left';
			ctx.fillText(text, top + 6, area.top + 12);
		} else if (n > 1 && top - width - 8 > area.left) {
			ctx.textAlign = 'right';
			ctx.fillText(text, top - 6, area.top + 12);
		}
	}

	/* Where a model has several K, its samples say which. */
	function names(rows) {
		const many = new Set(rows.filter((a) => rows.some((b) =>
			a.model === b.model && a.k !== b.k))
			.map((r) => r.model));

		return {
			id: 'names',
			afterDatasetsDraw(chart) {
				const { ctx, scales: { x, y } } = chart;
				const put = [];

				ctx.save();
				ctx.font = `11px ${Chart.defaults.font.family}`;
				for (const r of rows.filter((row) =>
					many.has(row.model))) {
					const px = x.getPixelForValue(
						r.run.median);
					const py = y.getPixelForValue(
						r.cpu_ns);

					if (put.some(([a, b]) =>
						Math.abs(a - px) < 36 &&
						Math.abs(b - py) < 13))
						continue;
					put.push([px, py]);
					ctx.fillStyle = colour(r.model);
					ctx.textAlign = px >
						chart.chartArea.right - 60 ? 'right' : 'left';
					ctx.fillText(`K ${r.k}`, px + 8,
						py - 7);
				}
				ctx.restore();
			},
		};
	}

	function cpu(group, processors) {
		const rows = shown(group.rows).filter((r) => r.run);
		const sets = rows.map((row) => Object.assign(
			points(row.model, 4), {
				data: row.samples.map((s) => ({
					x: s[1], y: s[2],
					tip: [`${nameOf(row)}, K ${row.k}, ` +
						`round ${s[0]}`,
					`${figure.duration(s[1])}, of it ` +
						`${figure.duration(s[2])} ` +
						'of processors'],
				})),
			}));
		const x = sets.flatMap((s) => s.data.map((p) => p.x));
		const y = sets.flatMap((s) => s.data.map((p) => p.y));

		if (x.length === 0)
			return null;
		return {
			type: 'scatter',
			data: { datasets: sets },
			plugins: rows.length > 12 ? [busy(processors)] :
				[busy(processors), names(rows)],
			options: options({
				x: scale('time', isLog(x), figure.duration, x),
				y: scale('processor time', isLog(y),
					figure.duration, y),
			}),
		};
	}

	function memoryOverK(group) {
		return series(group.rows.filter((r) => r.memory))
			.some((rows) => rows.length > 1);
	}

	function putMemory(parent, group) {
		const rows = () => shown(group.rows).filter((r) => r.memory);

		if (memoryOverK(group)) {
			add(parent, {
				kind: 'memory', job: group.job, height: 300,
				title: 'Memory over K',
				hint: 'Of all workers together, at the end ' +
					'of run; medians.',
				make: () => simul.scaling.memory(group,
					(r) => r.memory),
			});
			add(parent, {
				kind: 'memory-each', job: group.job, height: 300,
				title: 'Memory for each task in flight',
				hint: 'The same over K: what one more task ' +
					'costs, once K is large.',
				make: () => simul.scaling.memory(group,
					(r) => r.memory / r.k),
			});
			return;
		}
		add(parent, {
			kind: 'memory-strip', job: group.job,
			height: Math.max(220, simul.time.heightOf(group.rows)),
			title: 'Memory',
			hint: 'Of all workers together, at the end of run. ' +
				'Each mark is a sample; line: the median.',
			make: () => simul.time.config(rows(), { column: 3,
				format: figure.bytes, plugin: (of) =>
					simul.time.medians(of,
						(r) => r.memory) }),
		});
	}

	function put(parent, group, processors) {
		add(parent, {
			kind: 'cpu', job: group.job, height: 300,
			title: 'Processor time against time',
			hint: 'Each mark is a sample. Below the dashed line ' +
				'less than one processor was busy: the rest ' +
				'was waiting.',
			make: () => cpu(group, processors),
		});
		putMemory(parent, group);
	}

	return { put };
})();

/* forest.js - new against base: a row per cell with its ratio and interval.
 *
 * The axis of ratios is logarithmic: twice as slow is as far from "no change"
 * as twice as fast. The figures and their spelling come from C
 * (page_verdict.h).
 */
'use strict';

simul.forest = (() => {
	const { add, element, scale, options, shown, nameOf, line } = simul.chart;
	const { css } = simul.look;
	const figure = simul.figure;
	const atMost = 400;           /* rows to draw */
	const looks = {
		calm: { style: 'circle', colour: 'ink', filled: true },
		slower: { style: 'triangle', colour: 'bad', filled: true },
		faster: { style: 'triangle', colour: 'faster', filled: true,
			turn: 180 },
		open: { style: 'circle', colour: 'ink', filled: false },
	};
	const control = { style: 'rect', colour: 'dim', filled: false };
	const confirmed = { style: 'rectRot', filled: false };

	/* A row's marks are below each other: test, confirmation, control. */
	const offsets = { test: 0, confirm: 0.22, control: 0.36 };
	const names = { test: '', confirm: 'again in fresh pairs: ',
		control: 'control, base against its copy: ' };

	function labelOf(row, most) {
		const job = row.job.length > most ?
			row.job.slice(0, most - 1) + '\u2026' : row.job;

		return row.model ? [job, `${nameOf(row)}  K ${row.k}`] : [job];
	}

	function lookOf(kind, row) {
		const look = looks[row.tone];

		return kind === 'test' ? look : kind === 'control' ? control :
			Object.assign({}, confirmed, { colour: look.colour });
	}

	function marksOf(kind, rows) {
		return rows.map((row, at) => ({ row, at, mark: row[kind],
			look: lookOf(kind, row) })).filter((m) => m.mark);
	}

	function dataset(kind, rows, dodge) {
		const marks = marksOf(kind, rows);
		const fill = (m) => m.look.filled ? css(m.look.colour) :
			css('ground');

		return {
			kind, marks,
			data: marks.map(({ row, at, mark }) => ({
				x: mark.at, y: at + dodge * offsets[kind],
				low: mark.low, high: mark.high,
				tip: [labelOf(row).join('  '),
					names[kind] + mark.text]
					.concat(kind === 'test' ? row.verdict :
						[]),
			})),
			pointStyle: marks.map((m) => m.look.style),
			pointRotation: marks.map((m) => m.look.turn || 0),
			pointRadius: kind === 'test' ? 5 : 3.5,
			pointHoverRadius: kind === 'test' ? 7 : 5.5,
			pointHitRadius: 6,
			pointBorderWidth: 1.5,
			pointBorderColor: marks.map((m) => css(m.look.colour)),
			pointBackgroundColor: marks.map(fill),
			clip: 8,
		};
	}

	/* --- lines and texts around the points --- */

	/* Their names are above them, at two heights, lest they overlap. */
	function drawLimits({ ctx, chartArea: area, scales: { x } }, limits) {
		const put = (at, width, colour, dash, text, height) => {
			const px = x.getPixelForValue(at);

			line(ctx, px, area.top - (text ? height - 4 : 0), px,
				area.bottom, width, css(colour), dash);
			ctx.fillStyle = css(colour);
			ctx.textAlign = 'left';
			ctx.fillText(text, px + 4, area.top - height + 8);
		};

		put(1, 1.2, 'dim', [], '', 0);
		if (limits.threshold)
			put(1 + limits.threshold, 1.2, 'bad', [5, 3],
				'threshold', 8);
		if (limits.detect)
			put(1 + limits.detect, 1.2, 'dim', [2, 3],
				'detect', 22);
	}

	function drawInterval({ ctx, scales: { x, y } }, set, m, i) {
		const py = y.getPixelForValue(set.data[i].y);
		const colour = css(m.look.colour);

		if (m.mark.low !== null && m.mark.high !== null)
			line(ctx, x.getPixelForValue(m.mark.low), py,
				x.getPixelForValue(m.mark.high), py,
				set.kind === 'test' ? 2.5 : 1.2, colour);
		if (set.kind === 'test' && m.row.at_most) {
			const px = x.getPixelForValue(m.row.at_most);

			line(ctx, px, py - 6, px, py + 6, 2, colour);
		}
	}

	/* Each row ends with its verdict in words. */
	function drawVerdicts({ ctx, chartArea: area, scales: { y } }, rows) {
		ctx.textAlign = 'left';
		ctx.textBaseline = 'middle';
		rows.forEach((row, at) => {
			ctx.fillStyle = css(looks[row.tone].colour);
			ctx.fillText(row.verdict, area.right + 10,
				y.getPixelForValue(at));
		});
	}

	function extras(verdict, rows) {
		return {
			id: 'forest',
			beforeDatasetsDraw(chart) {
				const { ctx } = chart;

				ctx.save();
				ctx.font = `11px ${Chart.defaults.font.family}`;
				drawLimits(chart, verdict);
				for (const set of chart.data.datasets)
					set.marks.forEach((m, i) =>
						drawInterval(chart, set, m, i));
				drawVerdicts(chart, rows);
				ctx.restore();
			},
		};
	}

	/* --- axes --- */

	/* Changes in even steps from zero. */
	function ticksOfChanges(axis) {
		const room = Math.max(3, Math.floor(axis.width / 60));
		const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2,
			0.5, 1];
		const step = steps.find((s) =>
			(axis.max - axis.min) / s <= room) || 1;

		axis.ticks = [];
		for (let i = Math.ceil((axis.min - 1) / step);
			1 + i * step <= axis.max; i++)
			axis.ticks.push({ value: 1 + i * step });
	}

	function change(value) {
		const percent = Math.round(1e4 * (value - 1)) / 100;

		return (percent > 0 ? '+' : '') + `${percent} %`;
	}

	function scaleOfRatios(verdict, rows) {
		const limits = [1, 1 + (verdict.threshold || 0),
			1 / (1 + (verdict.threshold || 0)),
			1 + (verdict.detect || 0)];
		const values = limits.concat(rows.flatMap((row) =>
			[row.test, row.control, row.confirm].flatMap((m) =>
				m ? [m.at, m.low, m.high] : []))
			.concat(rows.map((row) => row.at_most)))
			.filter((v) => v > 0);
		const least = Math.min(...values), most = Math.max(...values);
		const room = (most / least) ** 0.06;
		const wide = most / least > 3;

		return scale('', true, wide ? figure.ratio : change, values,
			Object.assign({ min: least / room, max: most * room },
				wide ? {} : { afterBuildTicks:
					ticksOfChanges }));
	}

	/* On a narrow page a name takes two lines. */
	function scaleOfRows(rows) {
		return simul.chart.scaleOfRows(rows, function (value) {
			return this.chart.width < 600 ?
				labelOf(rows[value], 20) :
				labelOf(rows[value], 40).join('  ');
		});
	}

	function widthOf(rows) {
		const ctx = document.createElement('canvas').getContext('2d');

		ctx.font = `11px ${Chart.defaults.font.family}`;
		return Math.max(...rows.map((row) =>
			ctx.measureText(row.verdict).width));
	}

	function config(verdict) {
		const rows = shown(verdict.rows.slice(0, atMost));
		const gate = verdict.command === 'gate';

		if (rows.length === 0)
			return null;
		return {
			type: 'scatter',
			data: { datasets: ['control', 'confirm', 'test']
				.map((kind) => dataset(kind, rows, gate)) },
			plugins: [extras(verdict, rows)],
			options: options({ x: scaleOfRatios(verdict, rows),
				y: scaleOfRows(rows) }, {
				layout: { padding: { top: 30,
					right: widthOf(rows) + 16 } } }),
		};
	}

	function hint(verdict) {
		const all = 'Each point is the time of new over that of ' +
			'base, with its 95 % interval; right of the solid ' +
			'line, new is slower. Hollow: undecided.';

		return verdict.command !== 'gate' ? all : all + ' Upright ' +
			'tick: the upper limit of the ratio, which for a ' +
			'pass stays below "detect". Grey square: the ' +
			'control, with the spread of one pair; diamond: the ' +
			'confirmation.';
	}

	function put(place, verdict) {
		const rows = verdict.rows.length;
		const lane = verdict.command === 'gate' ? 44 : 30;

		if (!verdict.rows.some((row) => row.test || row.control)) {
			place.className = 'hint';
			place.textContent = 'No chart: no cell has a ratio.';
			return;
		}
		add(place, {
			kind: 'forest', job: verdict.command, whole: true,
			title: 'New against base', hint: hint(verdict),
			height: 62 + lane * Math.min(rows, atMost),
			make: () => config(verdict),
		});
		if (rows > atMost)
			element('p', place, `Only the first ${atMost} of ` +
				`${rows} cells are drawn; the table has all.`)
				.className = 'hint';
	}

	return { put };
})();

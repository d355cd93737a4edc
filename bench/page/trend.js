/* trend.js - how the samples of each row went on: did the machine change while
 * it was measured? */
'use strict';

simul.trend = (() => {
	const { add, scale, options, shown, nameOf, points } = simul.chart;
	const { css, colour } = simul.look;
	const figure = simul.figure;

	const change = (ratio) => (ratio >= 1 ? '+' : '-') +
		figure.share(Math.abs(ratio - 1));

	function curve(row) {
		return Object.assign(points(row.model, 3), {
			type: 'line',
			data: row.samples.map((s, i) => ({
				x: i + 1, y: s[1] / row.run.median,
				tip: [`${nameOf(row)}, K ${row.k}, round ${s[0]}`,
					`${figure.duration(s[1])}, ` +
					`${change(s[1] / row.run.median)} ` +
					'of the median'],
			})),
			borderColor: colour(row.model),
			borderWidth: 1.4,
			tension: 0,
		});
	}

	/* Where all would be if nothing changed. */
	function level(most) {
		return {
			type: 'line', guide: true,
			data: [{ x: 1, y: 1 }, { x: most, y: 1 }],
			borderColor: css('dim'), borderWidth: 1,
			borderDash: [3, 4], pointRadius: 0, pointHitRadius: 0,
		};
	}

	function config(group) {
		const rows = shown(group.rows).filter((r) => r.run);
		const most = Math.max(0, ...rows.map((r) => r.samples.length));

		if (most < 2)
			return null;
		return {
			data: { datasets: rows.map(curve).concat(level(most)) },
			options: options({
				x: scale('samples, in the order in which they ' +
					'were taken', false, String, [],
				{ min: 1, max: most, beginAtZero: false }),
				y: scale('time over the median', false,
					figure.ratio, [],
					{ beginAtZero: false, grace: '5%' }),
			}),
		};
	}

	function put(parent, group) {
		if (!group.rows.some((r) => r.run && r.samples.length > 1))
			return;
		add(parent, {
			kind: 'trend', job: group.job, height: 300,
			title: 'Samples one after another',
			hint: 'Each over its row\'s median. A slope that all ' +
				'rows share is the machine\'s, not a model\'s.',
			make: () => config(group),
		});
	}

	return { put };
})();

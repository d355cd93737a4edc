/* timeline.js - the tasks of one sample, each a bar from start to end. */
'use strict';

simul.timeline = (() => {
	const { add, element, scale, options } = simul.chart;
	const { css, shade } = simul.look;
	const figure = simul.figure;
	const atFirst = 8;            /* charts per job before "show more" */
	let view = 'task';
	let common = false;           /* one time axis for all of a job */

	/* A bar is [start, end, task, lane, worker, failed, tasks]. */
	function tip(bar) {
		const times = `${figure.duration(bar[0])} to ` +
			`${figure.duration(bar[1])}: ` +
			figure.duration(bar[1] - bar[0]);
		const failed = bar[5] ? `, ${bar[5]} failed` : '';

		return [bar[6] > 1 ? `${bar[6]} tasks${failed}` :
			`task ${bar[2]}${failed}`,
		`lane ${bar[3]} of worker ${bar[4]}`, times];
	}

	/* Gives each bar a row: its task's or its lane's. */
	function place(bars) {
		const rows = new Map();

		return bars.map((bar, i) => {
			const key = view === 'task' ? i : `${bar[4]}/${bar[3]}`;

			if (!rows.has(key))
				rows.set(key, { at: rows.size, bars: 0 });
			return { bar, row: rows.get(key).at,
				odd: rows.get(key).bars++ % 2 };
		});
	}

	/* Neighbours in a lane differ in shade, to tell them apart. */
	function fill(model, placed) {
		if (placed.bar[5])
			return css('failed');
		return shade(model, view === 'lane' && placed.odd ? 0.55 : 0.9);
	}

	/* Chart.js labels the end of an axis even if it isn't round. */
	function noLast(axis) {
		const ticks = axis.ticks;

		if (ticks.length > 2 && Math.abs(ticks[1].value *
			(ticks.length - 1) - axis.max) > 1)
			ticks.pop();
	}

	function end(line) {
		return common ? Math.max(...simul.data.timelines
			.filter((l) => l.job === line.job)
			.map((l) => l.span_ns)) : line.span_ns;
	}

	function config(line, height) {
		const placed = place(view === 'task' ? line.by_task :
			line.by_lane);
		const rows = placed.reduce((n, p) => Math.max(n, p.row + 1), 0);
		const thick = Math.max(1, 0.8 * (height - 45) / rows);

		if (simul.hidden.has(line.model) || rows === 0)
			return null;
		return {
			type: 'bar',
			data: { datasets: [{
				data: placed.map((p) => ({
					x: [p.bar[0], p.bar[1]], y: p.row,
					tip: tip(p.bar) })),
				backgroundColor: placed.map((p) =>
					fill(line.model, p)),
				barThickness: Math.min(thick, 14),
				grouped: false, minBarLength: 1.5,
			}] },
			options: options({
				x: scale('', false, figure.duration, [],
					{ min: 0, max: end(line),
						afterBuildTicks: noLast }),
				y: { type: 'linear', reverse: true,
					min: -0.7, max: rows - 0.3,
					offset: false,
					border: { display: false },
					grid: { display: false,
						drawBorder: false },
					title: { display: true,
						color: css('dim'),
						text: view === 'task' ?
							'tasks, by start' :
							'lanes' },
					ticks: { display: false } },
			}, { indexAxis: 'y' }),
		};
	}

	function hint(line) {
		const whole = (n) => n.toLocaleString('en');
		const parts = [`${whole(line.tasks)} tasks in ` +
			`${figure.duration(line.span_ns)}, ` +
			`${whole(line.lanes)} lane${line.lanes === 1 ? '' :
				's'} of ${whole(line.workers)} worker` +
			`${line.workers === 1 ? '' : 's'}; round ` +
			`${line.round}` + (line.samples > 1 ?
			`, the median of ${line.samples}` : '') + '.'];

		if (line.failed)
			parts.push(`${whole(line.failed)} failed.`);
		if (line.ran < line.tasks)
			parts.push(`${whole(line.tasks - line.ran)} never ` +
				'ran or were not stamped.');
		if (view === 'task' && line.every_task > 1)
			parts.push(`Thinned: 1 task of ` +
				`${whole(line.every_task)} is drawn.`);
		if (view === 'lane' && line.every_lane > 1)
			parts.push(`Thinned: 1 lane of ` +
				`${whole(line.every_lane)} is drawn.`);
		if (view === 'lane' && line.merged)
			parts.push('Thinned: bars too close to tell apart ' +
				'are joined.');
		return parts.join(' ');
	}

	function putOne(parent, line) {
		const height = 260;
		const entry = add(parent, {
			kind: 'timeline', job: line.job, height,
			title: `${line.model}, K ${line.k}`,
			hint: hint(line),
			make: () => {
				entry.frame.querySelector('span').textContent =
					hint(line);
				return config(line, height);
			},
		});
		return entry;
	}

	/* First each model at its greatest K, then at the next. */
	function sorted(lines) {
		const rank = (line) => lines.filter((other) =>
			other.model === line.model && other.k > line.k).length;

		return lines.slice().sort((a, b) => rank(a) - rank(b) ||
			simul.look.order(a.model, b.model));
	}

	function putJob(section, job, lines) {
		const grid = element('div');
		const rest = lines.slice(atFirst);

		element('h3', section, job);
		section.append(grid);
		grid.className = 'charts';
		lines.slice(0, atFirst).forEach((line) => putOne(grid, line));
		if (rest.length === 0)
			return;
		const more = element('button', section,
			`Show ${rest.length} more of ${job}`);

		more.addEventListener('click', () => {
			more.remove();
			rest.forEach((line) =>
				simul.chart.draw(putOne(grid, line)));
		});
	}

	function putChoice(parent, name, texts, change) {
		const label = element('label', parent, name + ' ');
		const select = element('select', label);

		texts.forEach((text, i) => {
			element('option', select, text).value = String(i);
		});
		select.addEventListener('change', () => {
			change(Number(select.value));
			simul.chart.drawAll();
		});
		return select;
	}

	function putChoices(top) {
		const controls = element('div', top);

		top.className = 'top';
		controls.className = 'controls';
		putChoice(controls, 'a row is', ['a task', 'a lane'], (i) => {
			view = ['task', 'lane'][i];
		}).id = 'view';
		putChoice(controls, 'time axis', ['of its own',
			'the same for a job'], (i) => {
			common = i === 1;
		});
	}

	function put(section, lines) {
		const jobs = [...new Set(lines.map((l) => l.job))];
		const top = element('div', section);

		section.hidden = lines.length === 0;
		if (section.hidden)
			return;
		element('h2', top, 'Single tasks');
		putChoices(top);
		element('p', section, 'One sample of each model and K: the ' +
			'one with the median time. Each bar is a task from ' +
			'its start to its end, counted from the opening of ' +
			'the gate.')
			.className = 'lead';
		jobs.forEach((job) => putJob(section, job,
			sorted(lines.filter((l) => l.job === job))));
	}

	return { put };
})();

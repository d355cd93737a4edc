/* figure.js - formats numbers as the tables do. */
'use strict';

simul.figure = (() => {
	function digits(value, count) {
		const places = Math.max(0, count - 1 -
			Math.floor(Math.log10(Math.abs(value) || 1)));

		return value.toFixed(Math.min(places, count - 1));
	}

	function scaled(value, units, count) {
		const unit = units.find((u) => Math.abs(value) >= u[0]) ||
			units[units.length - 1];

		return value === 0 ? '0' :
			digits(value / unit[0], count) + unit[1];
	}

	const times = [[1e9, ' s'], [1e6, ' ms'], [1e3, ' us'], [1, ' ns']];
	const sizes = [[2 ** 30, ' GiB'], [2 ** 20, ' MiB'], [2 ** 10, ' KiB'],
		[1, ' B']];
	const counts = [[1e9, 'G'], [1e6, 'M'], [1e4, 'k', 1e3], [1, '']];

	const duration = (ns) => scaled(ns, times, 4);
	const bytes = (b) => scaled(b, sizes, 3);
	const share = (s) => digits(100 * s, 2) + ' %';
	const ratio = (r) => digits(r, 3) + ' x';

	function rate(value) {
		const unit = counts.find((u) => value >= u[0]) || counts[3];

		return digits(value / (unit[2] || unit[0]), 4) + unit[1];
	}

	/* For ticks: drops trailing zeros. */
	function short(text) {
		return text.replace(/(\.\d*?)0+(?=\D|$)/, '$1')
			.replace(/\.(?=\D|$)/, '');
	}

	return { duration, bytes, share, ratio, rate, short };
})();

// sleepers.js - N promises, each of an async function that sleeps once: see
// sleepers.c.
'use strict';
const [n, ms] = process.argv.slice(2).map(Number);
let sum = 0, inFlight = 0, most = 0;

async function sleeper(number) {
	inFlight++;
	most = Math.max(most, inFlight);
	await new Promise(wake => setTimeout(wake, ms));
	sum += number;
	inFlight--;
}

async function main() {
	const tasks = [];
	for (let i = 0; i < n; i++)
		tasks.push(sleeper(i));
	await Promise.all(tasks);
	if (sum !== n * (n - 1) / 2)
		throw new Error(`the sum is ${sum}`);
	console.log(`tasks=${n} in_flight=${most}`);
}

main();

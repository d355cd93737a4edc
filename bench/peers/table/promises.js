// N downloads by node's http module, K at a time.
//
//     node promises.js URL N K
'use strict';
const http = require('http');

const [url, n, k] = [process.argv[2], +process.argv[3], +process.argv[4]];
const agent = new http.Agent({ keepAlive: true, maxSockets: k });
let started = 0;
let got = 0;

function download() {
	return new Promise((resolve, reject) => {
		http.get(url, { agent }, (answer) => {
			if (answer.statusCode !== 200)
				reject(new Error(`status ${answer.statusCode}`));
			answer.on('data', (data) => { got += data.length; });
			answer.on('end', resolve);
			answer.on('error', reject);
		}).on('error', reject);
	});
}

async function work() {
	while (started++ < n)
		await download();
}

async function main() {
	const start = process.hrtime.bigint();

	await Promise.all(Array.from({ length: k }, work));
	const took = (process.hrtime.bigint() - start) / 1000n;
	console.log(`wall_us=${took} bytes=${got}`);
	agent.destroy();
}

main();

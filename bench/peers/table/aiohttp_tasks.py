"""N downloads by aiohttp: K tasks in one event loop.

    aiohttp_tasks.py URL N K
"""
import asyncio
import sys
import time

import aiohttp

url, n, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


async def work(session, todo):
    got = 0
    for _ in todo:
        async with session.get(url) as answer:
            answer.raise_for_status()
            got += len(await answer.read())
    return got


async def main():
    todo = iter(range(n))
    connector = aiohttp.TCPConnector(limit=k)
    async with aiohttp.ClientSession(connector=connector) as session:
        start = time.monotonic()
        got = sum(await asyncio.gather(*(work(session, todo)
                                         for _ in range(k))))
        took = time.monotonic() - start
    print(f"wall_us={took * 1e6:.0f} bytes={got}")


asyncio.run(main())

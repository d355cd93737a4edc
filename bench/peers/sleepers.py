"""sleepers.py - N asyncio tasks, each of which sleeps once: see sleepers.c."""
import asyncio
import sys

total = in_flight = most = 0


async def sleeper(number, seconds):
    global total, in_flight, most
    in_flight += 1
    most = max(most, in_flight)
    await asyncio.sleep(seconds)
    total += number
    in_flight -= 1


async def main(n, seconds):
    tasks = [asyncio.create_task(sleeper(i, seconds)) for i in range(n)]
    for task in tasks:
        await task


n, ms = int(sys.argv[1]), int(sys.argv[2])
asyncio.run(main(n, ms / 1000))
if total != n * (n - 1) // 2:
    sys.exit(f"sleepers: the sum is {total}")
print(f"tasks={n} in_flight={most}")

// Charts of how quotas went. The server names and colours the lines; the API has their points.
"use strict";

const DAY = 24 * 60 * 60;

// In the zone of the page's times; a zone that the browser does not know is told in UTC.
function zoneOf(chart) {
    try {
        new Intl.DateTimeFormat("en", { timeZone: chart.dataset.zone });
        return chart.dataset.zone;
    } catch {
        return "UTC";
    }
}

// The share that is left, in percent: so quotas of 60 and of 5,000 fit into one chart.
function share(point) {
    return point.limit > 0 ? 100 * Math.min(1, point.remaining / point.limit) : 0;
}

function table(line) {
    const times = line.points.map((point) => Date.parse(point.at) / 1000);
    return [times, line.points.map(share), line.points.map((point) => point.remaining)];
}

function draw(chart, places, history) {
    const lines = history.filter((line) => places.has(name(line)));
    if (lines.length === 0) {
        return null;
    }
    const color = (line) => getComputedStyle(places.get(name(line)).querySelector("i")).color;
    const muted = () => getComputedStyle(chart).color;
    const grid = { stroke: () => getComputedStyle(chart).borderTopColor, width: 1 };
    const language = document.documentElement.lang;
    const zone = zoneOf(chart);
    const hour = new Intl.DateTimeFormat(
        language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
    const number = new Intl.NumberFormat(language);
    const joined = uPlot.join(lines.map(table));
    // Of each line the joined table has two columns: what is drawn, and what is told.
    const drawn = [joined[0], ...lines.map((_, i) => joined[1 + 2 * i])];
    const told = lines.map((_, i) => joined[2 + 2 * i]);
    const now = Date.now() / 1000;
    const end = Math.max(now, ...joined[0].slice(-1));

    // Of each line its last reading before the cursor.
    function tell(plot) {
        lines.forEach((line, i) => {
            let at = plot.cursor.idx ?? -1;
            while (at >= 0 && told[i][at] == null) {
                at--;
            }
            places.get(name(line)).querySelector("[data-value]").textContent =
                at < 0 ? "" : number.format(told[i][at]);
        });
    }

    return new uPlot(
        {
            width: chart.clientWidth,
            height: chart.clientHeight,
            legend: { show: false },
            cursor: { drag: { setScale: false }, points: { size: 7 } },
            tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
            scales: {
                x: { time: true, range: [end - DAY, end] },
                y: { range: [0, 100] },
            },
            axes: [
                {
                    stroke: muted,
                    grid,
                    ticks: grid,
                    size: 36,
                    space: 60,
                    values: (_, seconds) => seconds.map((s) => hour.format(new Date(s * 1000))),
                },
                {
                    stroke: muted,
                    grid,
                    ticks: grid,
                    size: 52,
                    values: (_, shares) => shares.map((s) => number.format(s) + " %"),
                },
            ],
            series: [
                {},
                ...lines.map((line) => ({
                    stroke: () => color(line),
                    width: 2,
                    spanGaps: true,
                    points: { size: 5, fill: () => color(line) },
                })),
            ],
            hooks: { setCursor: [tell] },
        },
        drawn,
        chart,
    );
}

function name(line) {
    return `${line.resource} ${line.credential}`;
}

async function begin(chart) {
    const places = new Map();
    for (const place of chart.nextElementSibling.querySelectorAll("[data-line]")) {
        places.set(place.dataset.line, place);
    }
    try {
        const answer = await fetch(chart.dataset.chart, { headers: { Accept: "application/json" } });
        if (!answer.ok) {
            throw new Error(String(answer.status));
        }
        const report = await answer.json();
        const plot = draw(chart, places, report.services[chart.dataset.key].history);
        new ResizeObserver(() => {
            plot?.setSize({ width: chart.clientWidth, height: chart.clientHeight });
        }).observe(chart);
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            plot?.redraw();
        });
    } catch {
        chart.classList.add("chart-failed");
        chart.textContent = chart.dataset.failed;
    }
}

document.querySelectorAll("[data-chart]").forEach(begin);

/** The body of the timeline's page. */
export const TIMELINE_BODY = `<canvas id="timeline" tabindex="0" role="application" aria-label="Timeline; it fills when a debug session stops" aria-describedby="status"></canvas>
<footer><p id="status" role="status"></p><p id="note"></p><ul id="legend" aria-label="Legend"></ul></footer><div id="tip" aria-hidden="true"></div>`;

/** The body of the timeline's page. */
export const TIMELINE_BODY = `<canvas id="timeline" tabindex="0" role="application" aria-label="Timeline, empty" aria-describedby="status"></canvas>
<footer><p id="status" role="status">Click to travel there. Ctrl+wheel zooms, dragging pans; with the keyboard: arrows, + and −, Enter.</p><p id="note"></p><ul id="legend" aria-label="Legend"></ul></footer><div id="tip" aria-hidden="true"></div>`;

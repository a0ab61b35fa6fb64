/** The body of the board's page. Live regions are heard only if they are there before what they say: both stay for good. */
export const BOARD_BODY = `<main id="board" aria-label="Scheduler board; arrow keys go from token to token, Enter shows a goroutine in the call stack">
<header role="status"></header><div id="state"><p class="unavailable">The board fills when a debug session stops.</p></div></main><div id="said" role="log" aria-label="What happened since the last stop"></div>`;

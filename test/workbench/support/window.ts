/** One window of a workbench for a suite: opened before its tests, closed after them, a screenshot after each. */
import { type Browser, openBrowser } from './browser';
import { PATIENCE_MS } from './settings';
import { exampleWorkspace, removeFolders, requireWorkbench, shoot } from './suite';
import { Workbench } from './workbench';

/** A server and the address of its workbench. */
export interface Served { readonly url: string; stop(): Promise<void> }

/** `serve` starts a workbench on the example's folder; `use` gets the window once it is ready. `file`: what the explorer shows then (empty: there is none). */
export function useWindow(suite: Mocha.Suite, prefix: string, serve: (folder: string) => Promise<Served>, use: (wb: Workbench) => void, file = 'example'): void {
  let served: Served | undefined;
  let browser: Browser | undefined;
  suite.timeout(PATIENCE_MS * 4);

  before(async function () {
    // The example is compiled, the package is made and installed, the server and the browser start.
    this.timeout(PATIENCE_MS * 10);
    requireWorkbench(this);
    served = await serve(exampleWorkspace());
    browser = await openBrowser(PATIENCE_MS);
    await browser.page.goto(served.url);
    const wb = new Workbench(browser.page);
    await wb.ready(file || undefined);
    use(wb);
  });
  after(async () => {
    await browser?.close();
    await served?.stop();
    removeFolders();
  });
  shoot(prefix, () => browser?.page, () => browser?.lines ?? []);
}

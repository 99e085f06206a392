import nock from "nock";
import { afterEach, beforeEach } from "#jest";

// To import nock is enough for it to take every request of the process, those of other files too.
nock.restore();

export { nock };

/** In this file, or this `describe`, nock answers all requests, and none gets out to the network. */
export function offline(): void {
  beforeEach(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
}

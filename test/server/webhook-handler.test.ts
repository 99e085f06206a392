import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { QueueUnavailableError } from "../../src/queue/queue.js";
import { listen, timingSafeEqualText } from "../../src/server/http-server.js";
import { createLog } from "../../src/server/log.js";
import { webhookHandler } from "../../src/server/webhook-handler.js";
import { portOf } from "../support/free-port.js";
import { waitFor } from "../support/wait-for.js";

const PATH = "/hooks";
const SECRET = "It's a Secret to Everybody";
const MIB = 1024 * 1024;

test("secrets of any length are compared", () => {
  expect([
    timingSafeEqualText("a", "a"),
    timingSafeEqualText("a", "b"),
    timingSafeEqualText("", "b"),
    timingSafeEqualText("aa", "a"),
  ]).toEqual([true, false, false, false]);
});

describe("what is posted where deliveries go", () => {
  let server: Server;
  let taken: unknown[];
  let logged: string[];
  /** Event and outcome of every delivery. */
  let outcomes: [string, string][];
  /** What taking a delivery comes to. */
  let outcome: () => Promise<void>;

  beforeEach(async () => {
    taken = [];
    logged = [];
    outcome = () => Promise.resolve();
    outcomes = [];
    const handle = webhookHandler({
      path: PATH,
      secret: SECRET,
      async handleEvent({ name, payload }) {
        await outcome();
        taken.push(name === "issues" ? payload : name);
      },
      onDelivery: (event, became) => outcomes.push([event, became]),
    });
    const log = createLog("debug", { write: (line) => logged.push(line) });
    server = await listen({ host: "127.0.0.1", port: 0 }, [handle], log);
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  interface Options {
    readonly body?: string;
    readonly stream?: Readable;
    readonly signature?: string | undefined;
    readonly event?: string | undefined;
    readonly path?: string;
    readonly length?: number;
  }

  async function post({ body = "", path = PATH, ...options }: Options): Promise<number> {
    const signature =
      "signature" in options
        ? options.signature
        : `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
    const event = "event" in options ? options.event : "issues";
    const outgoing = request({
      host: "127.0.0.1",
      port: portOf(server),
      method: "POST",
      path,
      headers: {
        ...(signature !== undefined && { "x-hub-signature-256": signature }),
        ...(event !== undefined && { "x-github-event": event }),
        ...(options.length !== undefined && { "content-length": options.length }),
      },
    });
    const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
    const { stream } = options;
    if (stream === undefined) outgoing.end(body);
    else {
      // A stream without end would fill the memory where nothing takes it any more.
      outgoing.on("error", () => stream.destroy()).on("close", () => stream.destroy());
      stream.on("error", () => undefined).pipe(outgoing);
    }
    try {
      const [incoming] = await answered;
      incoming.resume();
      return incoming.statusCode ?? 0;
    } finally {
      stream?.destroy();
    }
  }

  test.each<[string, Options, number]>([
    ["forged", { body: '{"a":1}', signature: `sha256=${"0".repeat(64)}` }, 400],
    ["signed in another way", { body: '{"a":1}', signature: "sha1=0" }, 400],
    ["not signed", { body: '{"a":1}', signature: undefined }, 400],
    ["without an event", { body: '{"a":1}', event: undefined }, 400],
    ["empty", { body: "" }, 400],
    ["no JSON", { body: "words" }, 400],
    ["cut off", { body: '{"a":' }, 400],
    ["null", { body: "null" }, 400],
    ["a number", { body: "5151515151" }, 400],
    ["a list", { body: "[]" }, 400],
    ["said to be too big", { length: 25 * MIB + 1, stream: Readable.from([]) }, 413],
  ])("%s is refused, with its reason and without what it said", async (_, options, status) => {
    expect(await post(options)).toBe(status);
    expect(taken).toEqual([]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain("The delivery was refused");
    expect(logged[0]).not.toContain(options.body || "never");
  });

  test("the signature is GitHub's", async () => {
    // The example of GitHub's page "Validating webhook deliveries", which is no JSON object.
    const given = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const body = "Hello, World!";
    expect(await post({ body, signature: given })).toBe(400);
    expect(logged.at(-1)).toContain("not a JSON object");
    for (const wrong of ["sha256=", given.slice(0, -1), given.toUpperCase(), `${given}0`]) {
      expect(await post({ body, signature: wrong })).toBe(400);
      expect(logged.at(-1)).toContain("signature does not match");
    }
  });

  test("what goes on and on is not held, and refused at 25 MiB", async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += MIB;
        // Not at once, so that the answer can be read meanwhile.
        setImmediate(() => this.push(sent > 500 * MIB ? null : Buffer.alloc(MIB, "x")));
      },
    });
    // The connection may be gone before the answer is read.
    const status = await post({ stream: endless, signature: "sha256=0" }).catch(() => "reset");
    expect([413, "reset"]).toContain(status);
    expect(sent).toBeGreaterThan(25 * MIB);
    expect(taken).toEqual([]);
  });

  test("many at once are held only in part", async () => {
    const streams = Array.from({ length: 6 }, () => stalling(24));
    const answers = streams.map((stream) =>
      // The connection may be gone before the answer is read.
      post({ stream, signature: "sha256=0" }).catch(() => "reset"),
    );
    expect([503, "reset"]).toContain(await Promise.race(answers));
    for (const stream of streams) stream.destroy();
    server.closeAllConnections();
    await Promise.allSettled(answers);
    // What was held is free again.
    expect(await post({ body: "{}" })).toBe(200);
  });

  test("those that have been sending for long lose to one that sends at once", async () => {
    const sockets: Socket[] = [];
    server.on("connection", (socket) => sockets.push(socket));
    // Together all that may be held.
    const streams = Array.from({ length: 5 }, () => stalling(20));
    const answers = streams.map((stream) =>
      post({ stream, signature: "sha256=0" }).catch(() => "reset"),
    );
    await waitFor(() => sockets.reduce((sum, it) => sum + it.bytesRead, 0) >= 100 * MIB);
    expect(await post({ body: "{}" })).toBe(200);
    expect([503, "reset"]).toContain(await Promise.race(answers));
    for (const stream of streams) stream.destroy();
    server.closeAllConnections();
    await Promise.allSettled(answers);
  });

  test("who sends next to nothing is refused soon, and their connections are closed", async () => {
    const start = Date.now();
    const senders = ["nothing", "a little"].map((sent) => {
      const outgoing = connect(portOf(server), "127.0.0.1");
      let answer = "";
      outgoing.on("data", (data) => (answer += String(data))).on("error", () => undefined);
      outgoing.write(
        `POST ${PATH} HTTP/1.1\r\nhost: x\r\nx-github-event: a\r\nx-hub-signature-256: y\r\ncontent-length: 100000\r\n\r\nhalf`,
      );
      const timer = setInterval(() => sent === "a little" && outgoing.write("x"), 100);
      return once(outgoing, "close").then(() => {
        clearInterval(timer);
        return answer.split("\r\n")[0];
      });
    });
    expect(await Promise.all(senders)).toEqual(Array(2).fill("HTTP/1.1 408 Request Timeout"));
    expect(Date.now() - start).toBeLessThan(9000);
    expect(taken).toEqual([]);
  }, 60_000);

  test("a sender that goes away leaves nothing behind", async () => {
    const outgoing = connect(portOf(server), "127.0.0.1");
    outgoing.write(
      `POST ${PATH} HTTP/1.1\r\nhost: x\r\nx-github-event: a\r\nx-hub-signature-256: y\r\ncontent-length: 100\r\n\r\nhalf`,
    );
    await once(server, "request");
    outgoing.destroy();
    await once(outgoing, "close");
    expect(await post({ body: "{}" })).toBe(200);
    expect(taken).toEqual([{}]);
  });

  test("what GitHub signed passes, as it was sent", async () => {
    const body = '{"text":"Übergröße 🚀"}';
    expect(await post({ body })).toBe(200);
    expect(await post({ body, path: `${PATH}/` })).toBe(200);
    expect(await post({ body, path: `/a/..${PATH}?x=1` })).toBe(200);
    const payload: unknown = JSON.parse(body);
    expect(taken).toEqual([payload, payload, payload]);
  });

  test("no other spelling of the address gets past", async () => {
    for (const path of [`${PATH}/`, `/a/..${PATH}`, `${PATH}//`, `${PATH}?`]) {
      expect(await post({ body: "{}", signature: "sha256=0", path })).toBe(400);
    }
    expect(taken).toEqual([]);
  });

  test("what goes elsewhere is left to others", async () => {
    expect(await post({ body: "{}", path: "/elsewhere" })).toBe(404);
    expect(taken).toEqual([]);
  });

  test("says of each delivery what it was about, and what became of it", async () => {
    const body = JSON.stringify({ action: "opened", repository: { full_name: "acme/garden" } });
    await post({ body, event: "issues" });
    await post({ body, event: "issues", signature: "sha256=0" });
    await post({ body: "words", event: "push" });
    expect(outcomes).toEqual([
      ["issues", "accepted"],
      ["issues", "forged"],
      ["push", "malformed"],
    ]);
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, event: "issues", action: "opened", repository: "acme/garden", status: 200 },
      { level: 40, event: "issues", status: 400 },
      { level: 40, event: "push", status: 400 },
    ]);
    outcome = () => Promise.reject(new QueueUnavailableError("Redis does not answer"));
    await post({ body: "{}" });
    expect(JSON.parse(logged.at(-1) ?? "")).toMatchObject({ level: 50, status: 503 });
  });

  test("a delivery is answered when it is safe, and as failed where it is not", async () => {
    outcome = () => Promise.reject(new QueueUnavailableError("Redis does not answer"));
    expect(await post({ body: "{}" })).toBe(503);
    expect(logged[0]).toContain("The delivery was refused");
    outcome = () => Promise.reject(new Error("a bug"));
    expect(await post({ body: "{}" })).toBe(500);
    let release = (): void => undefined;
    outcome = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const answer = post({ body: "{}" });
    expect(await Promise.race([answer, sleep(100, "waiting")])).toBe("waiting");
    release();
    expect(await answer).toBe(200);
  });
});

/** A body that begins with so many MiB, and does not go on. */
function stalling(mib: number): Readable {
  let left = mib;
  return new Readable({
    read() {
      if (left > 0) this.push(Buffer.alloc(MIB));
      left -= 1;
    },
  });
}

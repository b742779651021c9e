/** Asks for answers while someone types: waits for a pause, drops stale answers, tries again after trouble. */
import { type Api, ApiError, isAbort, type Trouble } from "../../client/api.js";
import type { Answer } from "../../client/types.js";

const PAUSE_MS = 120;
const SLOW_MS = 200;
const RETRIES_MS = [1000, 2000, 4000, 8000];

export interface Question {
  readonly q: string;
  readonly limit: number;
  readonly source?: string | undefined;
  readonly expand: boolean;
}

export interface Listener {
  /** A question is on its way. */
  asked(): void;
  /** It takes long enough to show that something happens. */
  slow(): void;
  answered(answer: Answer, question: Question): void;
  failed(trouble: Trouble, retrying: boolean): void;
}

export class LiveSearch {
  #question: Question | undefined;
  #request: AbortController | undefined;
  #pause = 0;
  #slow = 0;
  #retry = 0;
  #attempt = 0;

  constructor(
    private readonly api: Api,
    private readonly listener: Listener,
  ) {
    addEventListener("online", () => this.#question && this.#request && this.retry());
  }

  /** Asks after a pause in typing, or at once; the question before it is forgotten. */
  ask(question: Question, now = false): void {
    this.cancel();
    this.#question = question;
    this.#attempt = 0;
    this.#request = new AbortController();
    if (now) void this.#run();
    else this.#pause = window.setTimeout(() => void this.#run(), PAUSE_MS);
  }

  /** Sends what waits for a pause; true if there was something. */
  flush(): boolean {
    if (!this.#pause) return false;
    clearTimeout(this.#pause);
    void this.#run();
    return true;
  }

  retry(): void {
    if (this.#question) this.ask(this.#question, true);
  }

  cancel(): void {
    this.#request?.abort();
    this.#request = undefined;
    for (const timer of [this.#pause, this.#slow, this.#retry]) clearTimeout(timer);
    this.#pause = 0;
  }

  async #run(): Promise<void> {
    const { signal } = (this.#request ??= new AbortController());
    const question = this.#question;
    this.#pause = 0;
    if (!question) return;
    this.listener.asked();
    clearTimeout(this.#slow);
    this.#slow = window.setTimeout(() => this.listener.slow(), SLOW_MS);
    try {
      const { q, limit, source, expand } = question;
      const answer = await this.api.search(q, { limit, expand, ...(source ? { source } : {}) }, signal);
      if (signal.aborted) return;
      this.#request = undefined;
      clearTimeout(this.#slow);
      this.listener.answered(answer, question);
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    clearTimeout(this.#slow);
    const { trouble, retryAfter } = error instanceof ApiError ? error : new ApiError("unavailable");
    const wait = RETRIES_MS[this.#attempt++];
    const again = trouble === "unavailable" && wait !== undefined;
    if (again) this.#retry = window.setTimeout(() => void this.#run(), Math.max(wait, retryAfter * 1000));
    this.listener.failed(trouble, again);
  }
}

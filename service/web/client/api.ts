/** Asks the HTTP API, remembers answers, and names what went wrong. */
import { Cache } from "./cache.js";
import type { Answer, Card, Suggestion } from "./types.js";

/** Why there is no answer: no network, the server is down or busy (worth another try), or it refused the question. */
export type Trouble = "offline" | "unavailable" | "refused";

export class ApiError extends Error {
  constructor(
    readonly trouble: Trouble,
    readonly status = 0,
    readonly retryAfter = 0,
    message: string = trouble,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export interface SearchOptions {
  readonly limit?: number;
  readonly source?: string;
  readonly expand?: boolean;
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

const REMEMBERED = 60;
const LIFETIME_MS = 5 * 60_000;

export class Api {
  readonly #answers = new Cache<unknown>(REMEMBERED, LIFETIME_MS);
  readonly #root: URL;

  /** `endpoint` is the address under which the service is reached, with or without a path. */
  constructor(endpoint: string | URL) {
    this.#root = new URL(endpoint);
    if (!this.#root.pathname.endsWith("/")) this.#root.pathname += "/";
  }

  /** The address of a page of the service, such as `explore`. */
  page(path: string, parameters: Parameters = {}): string {
    const url = new URL(path, this.#root);
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined && value !== "") url.searchParams.append(name, String(value));
    }
    return url.href;
  }

  search(q: string, options: SearchOptions, signal?: AbortSignal): Promise<Answer> {
    const { limit, source, expand } = options;
    return this.get("search", { q, limit, source, group: "page", expand: expand === false ? "false" : undefined }, signal);
  }

  suggest(q: string, limit: number, signal?: AbortSignal): Promise<{ suggestions: readonly Suggestion[] }> {
    return this.get("suggest", { q, limit }, signal);
  }

  concept(id: string, signal?: AbortSignal): Promise<Card> {
    return this.get(`concepts/${encodeURIComponent(id)}`, {}, signal);
  }

  /** GET `/api/v1/{path}`; equal questions are answered from memory for some minutes. */
  async get<T>(path: string, parameters: Parameters, signal?: AbortSignal): Promise<T> {
    const url = this.page(`api/v1/${path}`, parameters);
    const known = this.#answers.get(url);
    if (known !== undefined) return known as T;
    const value = await fetchJson<T>(url, signal);
    this.#answers.set(url, value);
    return value;
  }
}

async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { signal: signal ?? null, credentials: "omit", headers: { Accept: "application/json" } });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(navigator.onLine ? "unavailable" : "offline");
  }
  if (!response.ok) throw await refusal(response);
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("unavailable", response.status);
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const worthAnotherTry = response.status === 429 || response.status >= 500;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  const seconds = Number(response.headers.get("Retry-After")) || 0;
  return new ApiError(worthAnotherTry ? "unavailable" : "refused", response.status, seconds, problem.detail);
}

/** Whether the error only says that the question was withdrawn. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

// Walks one family from nothing to the city's decision, with a client whose types come from the document alone.
//   node built/walk.js http://127.0.0.1:8080        against a running demonstration, whose clock it sets forward

import { randomUUID } from "node:crypto";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
type Case = Schemas["ApplicationView"];

const baseUrl: string = process.argv[2] ?? usage();
const password = process.env["JINQIU_DEMO_PASSWORD"] ?? "jinqiu-demonstration";

function usage(): never {
  console.error("usage: node built/walk.js URL");
  process.exit(2);
}

/** What was answered, or the problem as the service put it. */
function good<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status} ${answer.response.url}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

/** Asks again while the service is too busy: a key makes a POST repeatable, so nothing is done twice. */
async function patiently(request: Request): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(request.clone());
    if (response.status !== 503 || tries === 5) return response;
    const seconds = Number(response.headers.get("retry-after") ?? "1");
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

async function signedIn(username: string): Promise<Client<paths>> {
  const open = createClient<paths>({ baseUrl, fetch: patiently });
  const session = good(await open.POST("/api/v1/sessions", { body: { username, password } }));
  return createClient<paths>({
    baseUrl,
    fetch: patiently,
    headers: { authorization: `Bearer ${session.access_token}` },
  });
}

const caseworker = await signedIn("caseworker.04fz01");
const head = await signedIn("head.04fz01");
const countyCaseworker = await signedIn("caseworker.640104");
const county = await signedIn("head.640104");
const city = await signedIn("head.640100");

async function officer(of: Client<paths>): Promise<Schemas["OfficerId"]> {
  const { account } = good(await of.GET("/api/v1/me"));
  if (account.officer == null) throw new Error("a program has no officer");
  return account.officer;
}

const household: Schemas["NewDossier"]["household"] = {
  worker_kind: "difficult_worker",
  worker: 1,
  hardship_category: "near_subsistence",
  main_cause: "9",
  housing: "rented",
  members: [
    {
      number: 1,
      name: "石永强",
      relation: "01",
      sex: "male",
      lives_together: true,
      identifiers: { citizen_id: "640104197208150035", phone: "13995000077" },
    },
    {
      number: 2,
      name: "石小雨",
      relation: "32",
      sex: "female",
      lives_together: true,
      identifiers: { citizen_id: "640104200001310040" },
    },
  ],
  incomes: [{ member: 1, kind: "wage", months: { from: "2017-07", to: "2018-06" }, amount_fen: 1_500_000 }],
  union_aid: [],
  tuition: [{ member: 2, school_year: 2018, amount_fen: 440_000 }],
  workplace: { name: "兴庆纺织厂" },
};
const enrolment: Schemas["Enrolment"] = {
  member: 2,
  school: { scheme: "moe", code: "4164010749" },
  campus: null,
  unified_enrolment: true,
  batch: "first",
  level: "undergraduate",
  admission_year: 2018,
  years: 4,
  enrolment_proof: null,
  major: null,
};

const once = () => ({ "Idempotency-Key": randomUUID() });

const dossier = good(await caseworker.POST("/api/v1/dossiers", { params: { header: once() }, body: { household } }));
let current: Case = good(
  await caseworker.POST("/api/v1/applications", {
    params: { header: once() },
    body: { campaign: 2018, dossier: dossier.id, enrolment },
  }),
);
console.log(`entered      ${current.number}`);

const here = () => ({
  path: { id: current.id },
  header: { ...once(), "If-Match": `"${current.version}"` },
});

async function reread(): Promise<void> {
  current = good(await caseworker.GET("/api/v1/applications/{id}", { params: { path: { id: current.id } } }));
}

async function act(by: Client<paths>, action: Schemas["Action"]): Promise<void> {
  current = good(
    await by.POST("/api/v1/applications/{id}/actions", { params: here(), body: { action } }),
  );
  console.log(`${action.padEnd(12)} now ${current.state.stage}`);
}

async function attach(kind: Schemas["AttachmentKind"]): Promise<Schemas["AttachmentId"]> {
  const paper = new Blob([`%PDF-1.4\n% ${kind}\n%%EOF\n`], { type: "application/octet-stream" });
  const file = good(
    await caseworker.POST("/api/v1/applications/{id}/attachments", {
      params: { ...here(), query: { kind } },
      headers: { "content-type": "application/octet-stream" },
      // A file has no type of its own in a document; what is sent is the file.
      body: "",
      bodySerializer: () => paper,
    }),
  );
  await reread();
  return file.id;
}

const papers: Schemas["AttachmentKind"][] = [
  "written_application",
  "dossier_material",
  "approval_form",
  "admission_letter",
  "tuition_proof",
  "income_proof",
];
for (const kind of papers) await attach(kind);
await act(caseworker, "submit");

const day = current.updated_at.slice(0, 10);
current = good(
  await caseworker.POST("/api/v1/applications/{id}/visits", {
    params: here(),
    body: { day, visitors: [await officer(caseworker), await officer(head)], manner: "in_person", agrees: true },
  }),
);
const renewed = good(await caseworker.GET("/api/v1/dossiers/{id}", { params: { path: { id: dossier.id } } }));
const confirmed = good(
  await countyCaseworker.POST("/api/v1/dossiers/{id}/standing", {
    params: { path: { id: dossier.id }, header: { ...once(), "If-Match": `"${renewed.version}"` } },
    body: { deed: "confirm", on: day },
  }),
);
console.log(`dossier      now ${confirmed.standing.status}`);

const scan = await attach("signature_scan");
current = good(
  await caseworker.POST("/api/v1/applications/{id}/signatures", {
    params: here(),
    body: { day, signed: true, sealed: true, scan },
  }),
);
await act(head, "sign");
current = good(
  await caseworker.POST("/api/v1/applications/{id}/opinions", {
    params: here(),
    body: { from: "workplace", day, in_favour: true },
  }),
);
const evidence: Schemas["NewConsentEvidence"] = { means: "code", on: day, reference: "短信平台0042" };
const consents: Schemas["NewConsent"][] = [
  { giver: "worker", covers: "processing", evidence },
  { giver: "worker", covers: "publication", evidence },
  { giver: "student", covers: "processing", evidence },
];
for (const body of consents) {
  current = good(await caseworker.POST("/api/v1/applications/{id}/consents", { params: here(), body }));
}
const posting = good(
  await caseworker.POST("/api/v1/postings", {
    params: { header: once() },
    body: { place: "厂区公告栏", applications: [{ id: current.id, version: current.version }] },
  }),
);
console.log(`posted       ${posting.first_day} to ${posting.last_day}`);

const after = new Date(`${posting.last_day}T02:00:00Z`);
after.setUTCDate(after.getUTCDate() + 1);
good(await city.PUT("/api/v1/demo/clock", { body: { now: after.toISOString() } }));

await reread();
await act(head, "forward");
await act(county, "endorse");
await act(city, "approve");

const { assessment, same } = good(
  await city.GET("/api/v1/applications/{id}/assessment", {
    params: { path: { id: current.id }, query: { recompute: true } },
  }),
);
console.log(`decided      ${assessment.outcome}, ${assessment.amount_fen} fen, recomputed the same: ${same}`);
if (assessment.amount_fen !== 400_000 || same !== true) process.exit(1);

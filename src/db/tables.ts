/**
 * The tables as rows, the same on every database. Times are integers (milliseconds since the epoch), booleans 0 or 1,
 * documents JSON text (columns named in `Json`), so that one set of queries serves all.
 */
export type Json = string;

export interface IdentityRow {
  id: string;
  schema_id: string;
  state: 'active' | 'inactive';
  state_changed_at: number;
  traits: Json;
  metadata_public: Json | null;
  metadata_admin: Json | null;
  /** VerifiableAddress[] (identity/identity.ts) */
  verifiable_addresses: Json;
  /** RecoveryAddress[] */
  recovery_addresses: Json;
  external_id: string | null;
  organization_id: string | null;
  /** The level this person could reach with what is enrolled; written with every change of credentials. */
  available_aal: 'aal0' | 'aal1' | 'aal2';
  /** Raised by every change to the identity or its credentials; each write expects the version it has read. */
  version: number;
  /** Where the security log stands (events/chain.ts); '' before its first row. Written by the log alone. */
  log_head: string;
  created_at: number;
  updated_at: number;
}

/**
 * Who owns a name. `kind` is the namespace: `login` (one for all methods), `verify:email`, `verify:sms`, `recover:email`,
 * `recover:sms`, `oidc` (provider:subject), `key` (WebAuthn credential id). A value is owned by one identity.
 */
export interface IdentifierRow {
  kind: string;
  value: string;
  identity_id: string;
}

/** One row per password, passkey, key, link, authenticator app, set of backup codes. */
export interface CredentialRow {
  id: string;
  identity_id: string;
  type: string;
  /** What tells several of one type apart: '' for a password, the credential id of a key, provider:subject of a link. */
  slot: string;
  /** string[]: as shown by the admin API */
  identifiers: Json;
  /** Its own stored shape, by type; secrets in it hashed or sealed. */
  config: Json;
  version: number;
  created_at: number;
  updated_at: number;
}

export interface SessionRow {
  id: string;
  identity_id: string;
  /** SHA-256 of the token, base64url. */
  token_hash: string;
  aal: 'aal1' | 'aal2';
  /** AuthenticationMethod[] (session/session.ts) */
  methods: Json;
  /** Device[] */
  devices: Json;
  active: number;
  authenticated_at: number;
  issued_at: number;
  expires_at: number;
  updated_at: number;
}

export interface FlowRow {
  id: string;
  kind: 'settings' | 'login' | 'registration' | 'recovery' | 'verification';
  type: 'api' | 'browser';
  state: string;
  identity_id: string | null;
  request_url: string;
  /** FormState (flow/flow.ts): messages and echoed values of the last submit. */
  form: Json;
  /** What this kind of flow keeps besides, such as the requested AAL of a login. */
  context: Json;
  /** Sealed: what a method has shown and will need at submit. */
  draft: string | null;
  /** Raised by each write; each write expects the one it has read. */
  revision: number;
  issued_at: number;
  expires_at: number;
}

/** A submit that waits for re-authentication. */
export interface PausedRow {
  id: string;
  flow_id: string;
  identity_id: string;
  method: string;
  /** Sealed body. */
  payload: string;
  created_at: number;
  expires_at: number;
}

/** What the error page shows. */
export interface ErrorRow {
  id: string;
  error: Json;
  created_at: number;
  expires_at: number;
}

export interface MessageRow {
  id: string;
  status: 'queued' | 'processing' | 'sent' | 'abandoned';
  type: 'email' | 'phone' | 'web_hook';
  channel: string;
  recipient: string;
  template_type: string;
  subject: string;
  /** Sealed: the plain text. */
  body: string;
  /** Sealed: `Content` (courier/outbox.ts). */
  content: string | null;
  /** How often it was tried. */
  send_count: number;
  /** Not before. While it is `processing`: how long whoever sends it has it for themselves. */
  due_at: number;
  created_at: number;
  updated_at: number;
}

/** Failures in a row: wrong passwords for a name, wrong codes for a person's second factor. Or how often a network had something sent to an address (courier/store.ts). */
export interface AttemptRow {
  id: string;
  /** Missing for names: nobody may have them. */
  identity_id: string | null;
  failures: number;
  /** No further try before. */
  next_at: number;
  expires_at: number;
}

/** A session that waits for a native app (flow/token-exchange.ts), or when an account at a provider was taken off (flow/unlinked.ts). */
export interface ExchangeRow {
  /** SHA-256 of the app's code; or of whose account it was, and where. */
  id: string;
  identity_id: string;
  /** Sealed; or the moment. */
  payload: string;
  expires_at: number;
}

/** One row of the security log: something that has happened to an account. */
export interface EventRow {
  id: string;
  identity_id: string;
  /** 1, 2, 3 … for each identity. */
  sequence: number;
  kind: string;
  details: Json;
  ip: string;
  user_agent: string;
  session_id: string | null;
  /** `hash` of the row before; '' in the first. */
  previous: string;
  /** Keyed, over everything above (events/chain.ts). */
  hash: string;
  created_at: number;
}

/** A link in a mail that protects an account, for whoever has the mailbox; it needs no session and works once. Or that one was used, for as long as it matters (flow/intruders.ts). */
export interface MailedLinkRow {
  /** SHA-256 of the token in the link, base64url. */
  id: string;
  identity_id: string;
  purpose: string;
  /** Sealed. */
  payload: string;
  expires_at: number;
}

/**
 * A new address that waits to be proven (`pending`), a change that a former address can take back (`undo`), or an address that nobody else
 * gets as long as somebody can (`held`): flow/address-change-store.ts.
 */
export interface AddressChangeRow {
  id: string;
  kind: 'pending' | 'undo' | 'held';
  identity_id: string;
  /** Of `pending`: the session it was asked for in. It ends with it. */
  session_id: string | null;
  /** Of `pending`: the verification that proves it. */
  flow_id: string | null;
  /** Of `undo`: SHA-256 of the token in the mail, base64url. Of `held`: of the address. */
  token_hash: string | null;
  /** Sealed. */
  payload: string;
  /** How often the address was sent something. */
  sends: number;
  sent_at: number;
  created_at: number;
  expires_at: number;
}

export interface Tables {
  identities: IdentityRow;
  identifiers: IdentifierRow;
  credentials: CredentialRow;
  sessions: SessionRow;
  flows: FlowRow;
  paused: PausedRow;
  errors: ErrorRow;
  messages: MessageRow;
  attempts: AttemptRow;
  exchanges: ExchangeRow;
  events: EventRow;
  mailed_links: MailedLinkRow;
  address_changes: AddressChangeRow;
}

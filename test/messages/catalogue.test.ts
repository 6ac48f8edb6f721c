import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DOCS, messagesDocs, sample } from '../../scripts/messages-docs.ts';
import { m } from '../../src/messages/catalogue.ts';
import type { Definition } from '../../src/messages/define.ts';

/** Every number on Kratos' wire, its type, and what we call it. */
const WIRE = `
1010000 info root1010000
1010001 info loginSubmit
1010002 info loginWithProvider
1010003 info loginReauthNotice
1010004 info loginSecondFactorNotice
1010005 info loginVerifySubmit
1010006 info loginTotpInputLabel
1010007 info loginLookupInputLabel
1010008 info loginWebauthnTrigger
1010009 info loginTotpSubmit
1010010 info loginLookupSubmit
1010011 info loginWebauthnContinue
1010012 info loginWebauthnPrepare
1010013 info loginContinue
1010014 info loginCodeSent
1010015 info loginCodeRequest
1010016 info loginLinkNotice
1010017 info loginAndLinkSubmit
1010018 info loginConfirmWithProvider
1010019 info loginCodeMfaRequest
1010020 info loginCodeMfaHint
1010021 info loginPasskeyTrigger
1010022 info loginPasswordSubmit
1010023 info loginSendCodeTo
1010024 info loginDeviceauthnTrigger
1010025 info loginCodeSentKnownUser
1020000 info root1020000
1030000 info root1030000
1040000 info root1040000
1040001 info registrationSubmit
1040002 info registrationWithProvider
1040003 info registrationContinue
1040004 info registrationWebauthnTrigger
1040005 info registrationCodeSent
1040006 info registrationCodeRequest
1040007 info registrationPasskeyTrigger
1040008 info registrationBack
1040009 info registrationChooseCredential
1050000 info root1050000
1050001 success settingsSaved
1050002 info settingsLinkProvider
1050003 info settingsUnlinkProvider
1050004 info settingsTotpUnlink
1050005 info settingsTotpQr
1050006 info settingsTotpSecret
1050007 info settingsLookupReveal
1050008 info settingsLookupRegenerate
1050009 info settingsLookupCode
1050010 info settingsLookupCodesLabel
1050011 info settingsLookupConfirm
1050012 info settingsWebauthnAdd
1050013 info settingsWebauthnName
1050014 info settingsLookupCodeUsed
1050015 info settingsLookupCodeList
1050016 info settingsLookupDisable
1050017 info settingsTotpSecretLabel
1050018 info settingsWebauthnRemove
1050019 info settingsPasskeyAdd
1050020 info settingsPasskeyRemove
1050021 info settingsDeviceauthnRemove
1050022 info settingsDeviceauthnNonce
1050023 info settingsManagedByOrganization
1060000 info root1060000
1060001 success recoverySuccess
1060002 info recoveryLinkSent
1060003 info recoveryCodeSent
1060004 info recoveryCodeSentMasked
1060005 info recoveryAskFullAddress
1060006 info recoveryAskChoice
1060007 info recoveryBack
1070000 info root1070000
1070001 info labelPassword
1070002 info labelGenerated
1070003 info labelSave
1070004 info labelId
1070005 info labelSubmit
1070006 info labelVerifyCode
1070007 info labelEmail
1070008 info labelResendCode
1070009 info labelContinue
1070010 info labelRecoveryCode
1070011 info labelVerificationCode
1070012 info labelRegistrationCode
1070013 info labelLoginCode
1070014 info labelLoginAndLink
1070015 info labelCaptcha
1070016 info labelRecoveryAddress
1070017 info labelPhone
1070018 info labelEmailOrPhone
1080000 info root1080000
1080001 info verificationLinkSent
1080002 success verificationSuccess
1080003 info verificationCodeSent
1080004 info verificationSmsCodeSent
1080005 success verificationPhoneSuccess
4000000 error root4000000
4000001 error validationGeneric
4000002 error validationRequired
4000003 error validationMinLength
4000004 error validationPattern
4000005 error passwordPolicyGeneric
4000006 error invalidCredentials
4000007 error duplicateCredentials
4000008 error totpInvalid
4000009 error identifierMissing
4000010 error addressNotVerified
4000011 error noTotpDevice
4000012 error lookupAlreadyUsed
4000013 error noWebauthnDevice
4000014 error noLookupCodes
4000015 error noSuchWebauthnUser
4000016 error lookupInvalid
4000017 error validationMaxLength
4000018 error validationMinimum
4000019 error validationExclusiveMinimum
4000020 error validationMaximum
4000021 error validationExclusiveMaximum
4000022 error validationMultipleOf
4000023 error validationMaxItems
4000024 error validationMinItems
4000025 error validationUniqueItems
4000026 error validationType
4000027 error duplicateOnOidcLink
4000028 error duplicateWithHints
4000029 error validationConst
4000030 error validationConstGeneric
4000031 error passwordTooSimilar
4000032 error passwordTooShort
4000033 error passwordTooLong
4000034 error passwordBreached
4000035 error noCodeUser
4000036 error traitsMismatch
4000037 error accountNotFound
4000038 error captchaFailed
4000039 error passwordSameAsOld
4000040 error validationEmail
4000041 error validationPhone
4000042 error noDeviceauthnDevice
4000043 error webauthnInvalid
4000044 error deviceauthnInvalid
4000045 error deviceauthnRelaxedAttestation
4000046 error deviceauthnReenroll
4010000 error root4010000
4010001 error loginFlowExpired
4010002 error loginNoStrategy
4010003 error registrationNoStrategy
4010004 error settingsNoStrategy
4010005 error recoveryNoStrategy
4010006 error verificationNoStrategy
4010007 error loginAlreadyCompleted
4010008 error loginCodeInvalid
4010009 error loginLinkMismatch
4010010 error loginAddressUnknown
4010011 error identityDisabled
4040000 error root4040000
4040001 error registrationFlowExpired
4040002 error registrationAlreadyCompleted
4040003 error registrationCodeInvalid
4050000 error root4050000
4050001 error settingsFlowExpired
4050002 error settingsTooManyAddressChanges
4060000 error root4060000
4060001 error recoveryAlreadyCompleted
4060002 error recoveryStateFailure
4060003 error recoveryTokenMissing
4060004 error recoveryTokenInvalid
4060005 error recoveryFlowExpired
4060006 error recoveryCodeInvalid
4070000 error root4070000
4070001 error verificationTokenInvalid
4070002 error verificationAlreadyCompleted
4070003 error verificationStateFailure
4070004 error verificationTokenMissing
4070005 error verificationFlowExpired
4070006 error verificationCodeInvalid
5000000 error root5000000
5000001 error systemGeneric
5000002 error systemNoAuthMethods
5000003 error systemOrgNoSso
`;
const all = Object.entries(m) as [string, Definition<never[]>][];
const ours = ({ id }: { id: number }): boolean => /^[14]0509\d\d$/.test(String(id));

test('has each number of the wire under its name and type, and adds only numbers of our own range', () => {
  const rows = all.filter(([, definition]) => !ours(definition)).map(([name, { id, type }]) => `${id} ${type} ${name}`);
  assert.deepEqual(rows.sort(), WIRE.trim().split('\n').sort());
});

test('gives each number to one message only', () => {
  const seen = new Map<number, string>();
  for (const [name, { id }] of all) {
    assert.equal(seen.get(id), undefined, `${id} is both ${seen.get(id)} and ${name}`);
    seen.set(id, name);
  }
});

test('says something in every message, and never shouts', () => {
  for (const [name, definition] of all) {
    const { text } = sample(name, definition).message;
    assert.match(text, /\S/, name);
    assert.doesNotMatch(text, /!|undefined|\[object/, name);
  }
});

test('gives times as RFC 3339 and as whole Unix seconds', () => {
  assert.deepEqual(m.settingsFlowExpired({ expiredAt: 1_700_000_000_999 }).context, { expired_at: '2023-11-14T22:13:20.999Z', expired_at_unix: 1_700_000_000 });
  assert.deepEqual(m.recoverySuccess({ privilegedUntil: 1_700_000_000_000 }).context, {
    privilegedSessionExpiresAt: '2023-11-14T22:13:20.000Z',
    privileged_session_expires_at: '2023-11-14T22:13:20.000Z',
    privileged_session_expires_at_unix: 1_700_000_000,
  });
});

test('leaves the context out where there is none', () => {
  assert.deepEqual(Object.keys(m.settingsSaved()), ['id', 'text', 'type']);
});

test('spells the keys of the linking notice for old and new clients', () => {
  const said = { duplicateIdentifier: 'ada@example.org', provider: 'GitHub', newLoginUrl: 'http://127.0.0.1/login', availableCredentialTypes: ['password'], availableProviders: ['google'] };
  const { context } = m.loginLinkNotice(said);
  assert.equal(context?.['duplicate_identifier'], context?.['duplicateIdentifier']);
  assert.equal(context?.['new_login_url'], said.newLoginUrl);
  assert.deepEqual(context?.['available_providers'], ['google']);
});

test('lists backup codes with the used ones blanked', () => {
  const list = m.settingsLookupCodeList({ secrets: [m.settingsLookupCode({ secret: 'abcd1234' }), m.settingsLookupCodeUsed({ usedAt: 0 })] });
  assert.equal(list.text, 'abcd1234, used');
});

test('counts one thing as one', () => {
  assert.match(m.validationMinLength({ min_length: 1, actual_length: 0 }).text, /at least 1 character\./);
  assert.match(m.validationMinLength({ min_length: 8, actual_length: 3 }).text, /at least 8 characters\./);
});

test('is what docs/messages.md says', () => {
  assert.equal(readFileSync(DOCS, 'utf8'), messagesDocs(), 'run scripts/messages-docs.ts to write docs/messages.md again');
});

import { z } from 'zod';

/** Documents that can prove an identity (FV-02). */
export const documentKinds = ['passport', 'identity_card', 'driving_licence', 'residence_permit'] as const;
export const documentKindSchema = z.enum(documentKinds);
export type DocumentKind = (typeof documentKinds)[number];

/** What a document's image shows. Every document has a front, with the photo of its holder. */
export const documentSides = ['front', 'back'] as const;
export const documentSideSchema = z.enum(documentSides);
export type DocumentSide = (typeof documentSides)[number];

export const documentStatuses = ['submitted', 'bound', 'superseded', 'refused'] as const;
export const documentStatusSchema = z.enum(documentStatuses);
export type DocumentStatus = (typeof documentStatuses)[number];

/** `verification`: nobody is verified yet; `update`: a verified customer brings other data (FV-03). */
export const identityRequestKinds = ['verification', 'update'] as const;
export const identityRequestKindSchema = z.enum(identityRequestKinds);
export type IdentityRequestKind = (typeof identityRequestKinds)[number];

export const identityRequestStatuses = ['open', 'awaiting_second', 'approved', 'rejected', 'replaced'] as const;
export const identityRequestStatusSchema = z.enum(identityRequestStatuses);
export type IdentityRequestStatus = (typeof identityRequestStatuses)[number];

/** What speaks against a request, found by comparing (FV-03). */
export const identityConflicts = [
  'document_on_another_account',
  'document_requested_elsewhere',
  'name_mismatch',
  'birth_date_mismatch',
  'face_mismatch',
  'face_not_compared',
  'document_expired',
] as const;
export const identityConflictSchema = z.enum(identityConflicts);
export type IdentityConflict = (typeof identityConflicts)[number];

/** What a document says, in the order in which people compare it. */
export const identityFields = ['name', 'birthDate', 'number', 'kind', 'country', 'expiresOn'] as const;
export const identityFieldSchema = z.enum(identityFields);
export type IdentityField = (typeof identityFields)[number];

/** Movements that a face challenge asks for (ND-06). */
export const faceMoves = ['blink', 'nod', 'shake'] as const;
export const faceMoveSchema = z.enum(faceMoves);
export type FaceMove = (typeof faceMoves)[number];

/** Why a face verification did not pass; each maps to guidance on the capture screen (ND-06). */
export const faceRefusals = [
  'no_face',
  'whole_face_visible',
  'come_closer',
  'camera_unobstructed',
  'good_light',
  'one_face_only',
  'not_a_live_person',
  'moves_not_seen',
  'moves_out_of_order',
  'same_person_throughout',
  'not_the_holder',
  'frames_used_before',
  'frames_out_of_time',
  'too_few_frames',
] as const;
export const faceRefusalSchema = z.enum(faceRefusals);
export type FaceRefusal = (typeof faceRefusals)[number];

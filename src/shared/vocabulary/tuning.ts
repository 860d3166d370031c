import { z } from 'zod';

/** What is governed by draft, review and publication (RT-03, RT-04), each with versions of its own. */
export const policyKinds = ['rules', 'lists', 'matrix', 'thresholds'] as const;
export const policyKindSchema = z.enum(policyKinds);
export type PolicyKind = (typeof policyKinds)[number];

/** The life of a draft (RT-03). */
export const draftStatuses = ['draft', 'tested', 'in_review', 'approved', 'live', 'discarded'] as const;
export const draftStatusSchema = z.enum(draftStatuses);
export type DraftStatus = (typeof draftStatuses)[number];

/** A version decides everything, a part of the accounts, or nothing any more. */
export const versionStatuses = ['live', 'rollout', 'superseded', 'withdrawn'] as const;
export const versionStatusSchema = z.enum(versionStatuses);
export type VersionStatus = (typeof versionStatuses)[number];

/** What an entry of a list is looked up by (RT-02). */
export const listSubjects = ['country', 'account_country', 'asn', 'device', 'address', 'network', 'account', 'destination'] as const;
export const listSubjectSchema = z.enum(listSubjects);
export type ListSubject = (typeof listSubjects)[number];

/** Whose operations a velocity window counts (RT-02). */
export const windowKeys = ['account', 'device', 'address', 'destination'] as const;
export const windowKeySchema = z.enum(windowKeys);
export type WindowKey = (typeof windowKeys)[number];

/** What `distinct` can tell apart. */
export const distinctFields = ['account', 'device', 'address', 'network', 'country', 'destination', 'asset'] as const;
export const distinctFieldSchema = z.enum(distinctFields);
export type DistinctField = (typeof distinctFields)[number];

/** Where what is known about an operation's outcome came from (RT-08). */
export const labelSources = ['staff', 'platform', 'import'] as const;
export const labelSourceSchema = z.enum(labelSources);
export type LabelSource = (typeof labelSources)[number];

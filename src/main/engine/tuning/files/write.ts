import { Document, isMap, isScalar, isSeq, Scalar, visit } from 'yaml';
import { type RuleFile, ruleFileFormat } from '../../../../shared/contract/rule-file.ts';

/** Where the schema stands that editors check these files by. */
export const schemaPath = 'resources/rules/rule-set.schema.json';

/** Longer conditions stand on lines of their own, where a change to them is a change of a line. */
const longestInline = 100;

/**
 * Writes rules as a file for people: one order of fields, conditions of some length as blocks, nothing that the schema would add by itself.
 * Reading the file again gives the same rules.
 */
export function writeRuleFile({ name, rules, lists, thresholds, matrix }: Omit<RuleFile, 'format'>): string {
  const document = new Document({
    format: ruleFileFormat,
    ...(name === undefined ? {} : { name }),
    rules: rules.map(({ id, name: called, when, score, outcome, reason, tags, tests, enabled }) => ({
      id,
      name: called,
      when,
      ...(score === undefined ? {} : { score }),
      ...(outcome === undefined ? {} : { outcome }),
      reason,
      ...(tags.length === 0 ? {} : { tags }),
      ...(enabled ? {} : { enabled }),
      ...(tests === undefined || tests.length === 0 ? {} : { tests }),
    })),
    ...(lists === undefined ? {} : { lists }),
    ...(thresholds === undefined ? {} : { thresholds }),
    ...(matrix === undefined ? {} : { matrix }),
  });
  document.commentBefore = ` yaml-language-server: $schema=${schemaPath}`;
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key)) return;
      if (key.value === 'when' && isScalar(value) && typeof value.value === 'string' && isBlock(value.value))
        value.type = Scalar.BLOCK_LITERAL;
      if (key.value === 'facts' && isMap(value)) value.flow = true;
      if (key.value === 'tags' && isSeq(value)) value.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const isBlock = (text: string): boolean => text.includes('\n') || text.length > longestInline;

/** Rules that labelled history suggests. */
export const ruleSuggestions = {
  history: 'History to learn from',
  title: 'Rules that history suggests',
  about:
    'Conditions, alone or two together, that would have flagged fraud which the live rules let pass. They were chosen by what happened before {{moment}}; the numbers are what they did from then on, where nothing was chosen by them.',
  chance:
    '{{count, number}} conditions were tried. With so many, some look good by chance; those that chance explains are left out, and the rest may still do worse tomorrow.',
  missed_one: 'The live rules let {{count, number}} operation pass that is labelled fraud.',
  missed_other: 'The live rules let {{count, number}} operations pass that are labelled fraud.',
  none: 'History suggests nothing within these limits.',
  tooFew: 'There are too few labels to learn from. Label operations as fraud or legitimate, or import labelled history.',
  friction: 'Further flags per 1,000 good operations, at most',
  precision: 'Precision in per cent, at least',
  condition: 'Condition',
  fraud: 'Fraud it adds',
  others: 'Others it flags',
  precisionShort: 'Precision',
  recall: 'Adds to recall',
  cost: 'Per 1,000 good',
  earlier: 'before: {{value}}',
  accept: 'Make a draft',
  acceptTitle: 'Make a draft of this rule',
  acceptText:
    'The draft holds the live rules and this one behind them, with a score of 30. It is tested, reviewed and approved like any other.',
  name: 'Name of the rule',
  accepted: 'The draft is made',
  dismiss: 'Dismiss',
  dismissTitle: 'Dismiss this suggestion',
  dismissText: 'It stays visible as dismissed, with your reason.',
  dismissed: 'Dismissed by {{name}}: {{reason}}',
};

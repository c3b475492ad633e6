// Rules of subscriptions: correlation filters, and the part of the documented SQL grammar that looks at properties: comparisons, LIKE,
// IN, IS NULL, EXISTS, AND, OR, NOT. A missing property is unknown, and unknown is no match, as in SQL.

/** Makes a function that says whether a message belongs to a subscription with these rules; one without rules takes all. */
export function createFilter(rules) {
  const filters = rules.map(({ Properties: rule }) => {
    if (rule.FilterType === 'Correlation' || rule.CorrelationFilter) return correlation(rule.CorrelationFilter);
    return sql(rule.SqlFilter?.SqlExpression ?? '1=1');
  });
  return filters.length === 0 ? () => true : (message) => filters.some((filter) => filter(message));
}

const systemNames = {
  label: 'subject', subject: 'subject', messageid: 'messageId', contenttype: 'contentType', correlationid: 'correlationId',
  to: 'to', replyto: 'replyTo', sessionid: 'sessionId',
};

function correlation(filter) {
  const { Properties: properties = {}, ...system } = filter;
  return (message) =>
    Object.entries(system).every(([name, value]) => (message[systemNames[name.toLowerCase()]] ?? null) === value) &&
    Object.entries(properties).every(([name, value]) => message.properties[name] === value);
}

/** Makes a predicate of a SQL expression. */
export function sql(expression) {
  const parser = new Parser(expression);
  const evaluate = parser.parse();
  return (message) => evaluate(message) === true;
}

// A string, a number, a name in one of three notations, or a sign.
const tokenKinds = [
  /('(?:[^']|'')*')/,
  /(\d+(?:\.\d+)?)/,
  /((?:sys|user)\.)?(?:([A-Za-z_][\w]*)|\[([^\]]+)\]|"([^"]+)")/,
  /(<>|!=|<=|>=|[=<>(),+\-*/%])/,
];
const tokenPattern = new RegExp(`\\s*(?:${tokenKinds.map((kind) => kind.source).join('|')})`, 'gy');
const keywords = new Set(['and', 'or', 'not', 'like', 'escape', 'in', 'is', 'null', 'exists', 'true', 'false']);

class Parser {
  constructor(text) {
    this.text = text;
    this.tokens = [];
    this.next = 0;
    tokenPattern.lastIndex = 0;
    while (tokenPattern.lastIndex < text.trimEnd().length) {
      const at = tokenPattern.lastIndex;
      const found = tokenPattern.exec(text);
      if (!found) throw new Error(`Cannot read the filter ${text} at ${at}.`);
      const [, string, number, scope, name, bracketed, quoted, sign] = found;
      if (string !== undefined) this.tokens.push({ literal: string.slice(1, -1).replaceAll("''", "'") });
      else if (number !== undefined) this.tokens.push({ literal: Number(number) });
      else if (sign !== undefined) this.tokens.push({ sign });
      else if (name !== undefined && !scope && keywords.has(name.toLowerCase())) this.tokens.push({ sign: name.toLowerCase() });
      else this.tokens.push({ scope, name: name ?? bracketed ?? quoted });
    }
  }

  parse() {
    const all = this.or();
    if (this.next < this.tokens.length) throw new Error(`The filter ${this.text} goes on where it should end.`);
    return all;
  }

  is(...signs) {
    return signs.includes(this.tokens[this.next]?.sign);
  }

  take(...signs) {
    return this.is(...signs) ? this.tokens[this.next++].sign : undefined;
  }

  need(sign) {
    if (!this.take(sign)) throw new Error(`The filter ${this.text} lacks ${sign}.`);
  }

  or() {
    let left = this.and();
    while (this.take('or')) {
      const [a, b] = [left, this.and()];
      left = (m) => { const [x, y] = [a(m), b(m)]; return x === true || y === true ? true : x === null || y === null ? null : false; };
    }
    return left;
  }

  and() {
    let left = this.not();
    while (this.take('and')) {
      const [a, b] = [left, this.not()];
      left = (m) => { const [x, y] = [a(m), b(m)]; return x === false || y === false ? false : x === null || y === null ? null : true; };
    }
    return left;
  }

  not() {
    if (!this.take('not')) return this.predicate();
    const inner = this.not();
    return (m) => { const x = inner(m); return x === null ? null : !x; };
  }

  predicate() {
    if (this.take('(')) {
      const inner = this.or();
      this.need(')');
      return inner;
    }
    if (this.take('exists')) {
      this.need('(');
      const value = this.operand();
      this.need(')');
      return (m) => value(m) !== null;
    }
    const left = this.operand();
    if (this.take('is')) {
      const isNot = this.take('not') !== undefined;
      this.need('null');
      return (m) => (left(m) === null) !== isNot;
    }
    const isNot = this.take('not') !== undefined;
    if (this.take('like')) return this.like(left, isNot);
    if (this.take('in')) return this.in(left, isNot);
    const sign = this.take('=', '<>', '!=', '<', '<=', '>', '>=');
    if (!sign) return (m) => left(m) === true;
    const right = this.operand();
    return (m) => compare(sign, left(m), right(m));
  }

  like(left, isNot) {
    const pattern = this.operand();
    const escape = this.take('escape') ? this.operand()({ properties: {} }) : undefined;
    return (m) => {
      const [text, like] = [left(m), pattern(m)];
      return text === null || like === null ? null : likePattern(like, escape).test(String(text)) !== isNot;
    };
  }

  in(left, isNot) {
    this.need('(');
    const values = [this.operand()];
    while (this.take(',')) values.push(this.operand());
    this.need(')');
    return (m) => { const x = left(m); return x === null ? null : values.some((value) => value(m) === x) !== isNot; };
  }

  operand() {
    const token = this.tokens[this.next++];
    if (token?.sign === '-') { const inner = this.operand(); return (m) => -inner(m); }
    if (token?.sign === 'true' || token?.sign === 'false') return () => token.sign === 'true';
    if (token?.sign === 'null') return () => null;
    if (token && 'literal' in token) return () => token.literal;
    if (token?.name === undefined) throw new Error(`The filter ${this.text} lacks a value.`);
    if (token.scope === 'sys.') return (m) => m[systemNames[token.name.toLowerCase()]] ?? null;
    return (m) => m.properties[token.name] ?? null;
  }
}

function compare(sign, a, b) {
  if (a === null || b === null || typeof a !== typeof b) return a === null || b === null ? null : sign === '<>' || sign === '!=';
  switch (sign) {
    case '=': return a === b;
    case '<>': case '!=': return a !== b;
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    default: return a >= b;
  }
}

function likePattern(like, escape) {
  let pattern = '';
  for (let i = 0; i < like.length; i++) {
    if (like[i] === escape && i + 1 < like.length) pattern += like[++i].replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    else if (like[i] === '%') pattern += '.*';
    else if (like[i] === '_') pattern += '.';
    else pattern += like[i].replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${pattern}$`, 's');
}

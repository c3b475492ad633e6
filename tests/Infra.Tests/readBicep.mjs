// Prints, as JSON, what stands in bicep files: syntax errors and everything that tests ask for.
// node readBicep.mjs <folder with node_modules> <file> …
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [packages, ...files] = process.argv.slice(2);
const require = createRequire(resolve(packages, 'package.json'));
const Parser = require('tree-sitter');
const parser = new Parser();
parser.setLanguage(require('tree-sitter-bicep'));

// The grammar knows no parameter files: there a parameter has a value and no type, as a variable has.
const asTemplate = (path, text) => (path.endsWith('.bicepparam') ? text.replace(/^param (\w+) =/gm, 'var $1 =') : text);

const text = (node) => (node.type === 'string' ? node.text.slice(1, -1) : node.text);
const last = (node) => node.namedChildren[node.namedChildren.length - 1];

function decorators(node) {
    const found = {};
    for (const call of node ? node.namedChildren.map((decorator) => decorator.namedChildren[0]) : []) {
        const name = call.childForFieldName('function')?.text ?? call.text;
        const argument = call.childForFieldName('arguments')?.namedChildren[0];
        found[name] = argument ? text(argument) : '';
    }
    return found;
}

function decoratorsOf(node) {
    const before = node.previousNamedSibling;
    return decorators(before?.type === 'decorators' ? before : null);
}

function body(node) {
    let value = last(node);
    while (value.type === 'for_statement' || value.type === 'if_statement') {
        value = last(value);
    }
    return value;
}

// Every property below a value, by its path: properties.filter.advancedFilters[0].key.
function flatten(node, path, into) {
    if (node.type === 'object') {
        for (const property of node.namedChildren.filter((child) => child.type === 'object_property')) {
            flatten(last(property), path + (path ? '.' : '') + text(property.namedChildren[0]), into);
        }
    } else if (node.type === 'array') {
        node.namedChildren.forEach((child, index) => flatten(child, `${path}[${index}]`, into));
    } else {
        into[path] = text(node);
    }
    return into;
}

function read(path) {
    const root = parser.parse(asTemplate(path, readFileSync(path, 'utf8'))).rootNode;
    const file = { path, errors: [], declarations: [], calls: [], strings: [] };
    const visit = (node) => {
        if (node.isError || node.isMissing) {
            file.errors.push(`line ${node.startPosition.row + 1}: ${node.isMissing ? 'missing ' + node.type : node.text.slice(0, 60)}`);
        }
        const kind = /^(parameter|output|variable|resource|module|type)_declaration$/.exec(node.type)?.[1];
        if (kind) {
            const type = node.namedChildren.find((child) => child.type === (kind === 'resource' ? 'string' : 'type'));
            file.declarations.push({
                kind, name: node.namedChildren[0].text, type: type ? text(type) : '', decorators: decoratorsOf(node),
                isExisting: /^resource \S+ \S+ existing\b/.test(node.text),
                values: kind === 'variable' || kind === 'resource' || kind === 'module' ? flatten(body(node), '', {}) : {},
            });
        }
        if (node.type === 'object_property' && node.parent.parent?.type === 'type_declaration') {
            const type = last(node).text;
            const name = node.namedChildren[0].text;
            file.declarations.push({ kind: 'property', name, type, decorators: decoratorsOf(node), isExisting: false, values: {} });
        }
        if (node.type === 'call_expression') {
            const called = node.childForFieldName('function');
            file.calls.push(called.type === 'member_expression' ? called.childForFieldName('property').text : called.text);
        }
        if (node.type === 'string') {
            file.strings.push(text(node));
        }
        node.children.forEach(visit);
    };
    visit(root);
    return file;
}

process.stdout.write(JSON.stringify(files.map(read)));

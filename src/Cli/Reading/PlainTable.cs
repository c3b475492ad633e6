using Countme.Cli.Running;
using Spectre.Console;

namespace Countme.Cli.Reading;

/// <summary>Columns under headings, without lines: as good to read as to cut with other tools. Text is escaped.</summary>
internal sealed class PlainTable
{
    private readonly Table _table = new Table().Border(TableBorder.None);

    /// <summary>Starts a table.</summary>
    /// <param name="columns">Headings; one that begins with <c>&gt;</c> is of a column of numbers, set to the right.</param>
    public PlainTable(params IEnumerable<string> columns)
    {
        foreach (string column in columns)
        {
            bool isNumber = column.StartsWith('>');
            var made = new TableColumn(Markup.Escape(column.TrimStart('>'))) { Padding = new Padding(0, 0, 2, 0), NoWrap = isNumber };
            _table.AddColumn(isNumber ? made.RightAligned() : made);
        }
    }

    /// <summary>Adds a row; null is shown as a dash.</summary>
    public void Add(params IEnumerable<string?> cells) =>
        _table.AddRow([.. cells.Select(cell => new Text(cell is null ? "-" : TerminalText.Escaped(cell)))]);

    /// <summary>Writes the table.</summary>
    public void Write(Terminal terminal) => terminal.Write(_table);
}

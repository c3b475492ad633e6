using System.Globalization;
using System.Runtime.CompilerServices;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Exchange;

/// <summary>Published totals as CSV, the file <c>totals.csv</c>.</summary>
public static class TotalsCsvFile
{
    private const int DaysToSunday = 6;

    /// <summary>
    /// Reads all rows in the file's order. Holds one row at a time. An apostrophe that guards a formula stays in the text.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not such a file; the message names the line.</exception>
    public static async IAsyncEnumerable<TotalsRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path} is {(Directory.Exists(path) ? "a folder" : "not there")}; a totals.csv is needed. Correct the name.", path);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using var reader = new CsvRecordReader(file, path);
        IReadOnlyList<string>? record = await reader.ReadAsync(cancellation).ConfigureAwait(false);
        if (record is null || !record.SequenceEqual(TotalsCsvWriter.Columns))
        {
            throw Wrong(path, reader.Line, "a header", string.Join(',', TotalsCsvWriter.Columns), string.Join(',', record ?? []));
        }

        while ((record = await reader.ReadAsync(cancellation).ConfigureAwait(false)) is not null)
        {
            yield return Row(record, path, reader.Line);
        }
    }

    /// <summary>Writes a header and the rows as they come.</summary>
    /// <param name="stream">Where to; stays open and is not flushed.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="isExact">
    /// True to write text as it is; false to put an apostrophe before text that begins with <c>= + - @</c>, which a spreadsheet would
    /// take for a formula.
    /// </param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<TotalsRow> rows, bool isExact, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        var csv = new CsvRecordWriter(stream);
        var totals = new TotalsCsvWriter(csv, isExact);
        totals.Header();
        await foreach (TotalsRow row in rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            totals.Write(row);
            if (csv.IsBlockFull)
            {
                await csv.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        await csv.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static TotalsRow Row(IReadOnlyList<string> record, string path, long line)
    {
        if (record.Count != TotalsCsvWriter.Columns.Count)
        {
            throw Wrong(path, line, "a record", $"{TotalsCsvWriter.Columns.Count} fields", $"{record.Count}");
        }

        if (!LogDay.TryParse(record[0], out LogDay start) || start.Date.DayOfWeek != DayOfWeek.Monday)
        {
            throw Wrong(path, line, "week_start", "a Monday as yyyy-MM-dd", record[0]);
        }

        if (!LogDay.TryParse(record[1], out LogDay end) || end.Date.DayNumber - start.Date.DayNumber != DaysToSunday)
        {
            throw Wrong(path, line, "week_end", "the Sunday after week_start", record[1]);
        }

        if (!TryNumber(record[2], out long hits) || hits < 1)
        {
            throw Wrong(path, line, "hits", "a whole number of 1 or more", record[2]);
        }

        if (!TryNumber(record[7], out long age))
        {
            throw Wrong(path, line, "sys_age", "a whole number", record[7]);
        }

        var bucket = new Bucket(record[3], record[4], record[5], record[6], age, record[8], record[9]);
        return new TotalsRow(UtcDay.Of(start.Date).Week, new BucketCount(bucket, hits));
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static InvalidDataException Wrong(string path, long line, string what, string expected, string found)
    {
        const int shown = 200;
        string cut = found.Length > shown ? found[..shown] + "…" : found;
        return new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"{path}, line {line}: {what} is \"{cut}\"; expected: {expected}. "
            + $"Name a totals.csv that mirrors-countme or this program wrote."));
    }
}

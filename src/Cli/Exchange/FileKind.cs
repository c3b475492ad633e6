using System.Text;
using Countme.Cli.Running;

namespace Countme.Cli.Exchange;

/// <summary>The files that are exchanged with the existing system.</summary>
internal enum FileKind
{
    /// <summary>A database with the table countme_raw.</summary>
    RawDatabase,

    /// <summary>A database with the table countme_totals.</summary>
    TotalsDatabase,

    /// <summary>CSV with raw rows.</summary>
    RawCsv,

    /// <summary>CSV with totals.</summary>
    TotalsCsv,
}

/// <summary>Tells what a file is, or is to be.</summary>
internal static class FileKinds
{
    private const int HeadBytes = 1 << 16;

    /// <summary>What a file is to become, by the ending of its name and what was asked for.</summary>
    /// <exception cref="RefusedException">The name ends in something else.</exception>
    public static FileKind OfName(string path, bool isRaw, bool isTotals)
    {
        string ending = Path.GetExtension(path);
        return ending switch
        {
            ".db" => isTotals ? FileKind.TotalsDatabase : FileKind.RawDatabase,
            ".csv" => isRaw ? FileKind.RawCsv : FileKind.TotalsCsv,
            _ => throw new RefusedException($"FILE is {path}; its name should end in .db or .csv. Rename it.", ExitCode.Usage),
        };
    }

    /// <summary>What a file is, by its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isRaw">Whether raw rows were asked for.</param>
    /// <param name="isTotals">Whether totals were asked for.</param>
    /// <exception cref="RefusedException">It is none of the files that can be read, or two of them.</exception>
    public static FileKind OfContent(string path, bool isRaw, bool isTotals)
    {
        ReadOnlySpan<byte> head = Head(path);
        if (head.StartsWith("SQLite format 3\0"u8))
        {
            // The tables' own statements stand on the first page.
            bool hasRaw = head.IndexOf("countme_raw"u8) >= 0 && !isTotals;
            bool hasTotals = head.IndexOf("countme_totals"u8) >= 0 && !isRaw;
            return (hasRaw, hasTotals) switch
            {
                (true, false) => FileKind.RawDatabase,
                (false, true) => FileKind.TotalsDatabase,
                (true, true) => throw new RefusedException($"{path} has both tables, countme_raw and countme_totals. Give --raw or "
                    + "--totals."),
                _ => throw new RefusedException($"{path} is a database without {Wanted(isRaw, isTotals)}. Name a raw.db or a totals.db."),
            };
        }

        head = head.StartsWith(Encoding.UTF8.Preamble) ? head[Encoding.UTF8.Preamble.Length..] : head;
        if (!isRaw && head.StartsWith("week_start,"u8))
        {
            return FileKind.TotalsCsv;
        }

        throw new RefusedException($"{path} is neither an SQLite database nor a totals.csv, going by its first bytes. Name a raw.db, a "
            + "totals.db or a totals.csv.");
    }

    private static string Wanted(bool isRaw, bool isTotals) => (isRaw, isTotals) switch
    {
        (true, _) => "the table countme_raw",
        (_, true) => "the table countme_totals",
        _ => "the table countme_raw or countme_totals",
    };

    private static byte[] Head(string path)
    {
        if (!File.Exists(path))
        {
            throw new RefusedException(
                $"{Path.GetFullPath(path)} is {(Directory.Exists(path) ? "a folder" : "not there")}; a raw.db, a totals.db or a "
                    + "totals.csv is needed. Correct FILE.");
        }

        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[Math.Min(HeadBytes, file.Length)];
        file.ReadExactly(head);
        return head;
    }
}

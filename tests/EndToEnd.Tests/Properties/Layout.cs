using System.Globalization;
using System.IO.Compression;
using Countme.Adapters.Compression;
using Countme.Core.Time;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Properties;

/// <summary>Lays the lines of a corpus out as the logs of some hosts.</summary>
/// <param name="folder">Where to.</param>
/// <param name="site">The site's name.</param>
/// <param name="seed">The same seed lays out in the same way.</param>
internal sealed class Layout(TempFolder folder, string site, int seed)
{
    private readonly LineMutator _random = new(seed);

    /// <summary>One plain log a day.</summary>
    public string Plain(Corpus corpus)
    {
        foreach (var day in corpus.Lines.GroupBy(line => line.Day))
        {
            folder.Write($"plain/{Folder(day.Key)}/{site}-access.log", Content([.. day.Select(line => line.Text)], "\n", endsLast: true));
        }

        return folder.PathOf("plain");
    }

    /// <summary>
    /// Any number of logs of any number of hosts a day, lines dealt out in any order, compressed or not, with all ends of lines,
    /// some of them there twice.
    /// </summary>
    public string Scattered(Corpus corpus)
    {
        foreach (var day in corpus.Lines.GroupBy(line => line.Day))
        {
            var piles = Enumerable.Range(0, 1 + Below(4)).Select(_ => new List<byte[]>()).ToList();
            foreach (CorpusLine line in day)
            {
                List<byte[]> pile = piles[Below(piles.Count)];
                pile.Insert(Below(3) == 0 ? Below(pile.Count + 1) : pile.Count, line.Text);
            }

            for (int pile = 0; pile < piles.Count; pile++)
            {
                WriteLog(day.Key, $"proxy{pile + 1:00}", piles[pile]);
            }
        }

        return folder.PathOf("scattered");
    }

    private void WriteLog(LogDay day, string host, List<byte[]> lines)
    {
        // A last line that is empty needs its end, or it would be no line.
        bool endsLast = Below(3) > 0 || (lines.Count > 0 && lines[^1].Length == 0);
        byte[] content = Content(lines, Below(4) == 0 ? "\r\n" : "\n", endsLast);
        string http = Below(2) == 0 ? "http/" : "";
        WritePacked($"scattered/{host}/{Folder(day)}/{http}{site}-access.log", content);
        if (Below(5) == 0)
        {
            WritePacked($"scattered/{host}-again/{Folder(day)}/{site}-access.log", content);
        }

        if (Below(5) == 0)
        {
            // The same lines once more, with others among them: other content.
            lines.Insert(Below(lines.Count + 1), "a line that never counts"u8.ToArray());
            WritePacked($"scattered/{host}/{Folder(day)}/{site}-access.log-20251005", Content(lines, "\n", endsLast: true));
        }
    }

    private void WritePacked(string path, byte[] content)
    {
        switch (Below(4))
        {
            case 0:
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        gzip.Write(content);
                    }

                    folder.Write(path + ".gz", packed.ToArray());
                }

                break;
            case 1:
                using (var packed = new MemoryStream())
                {
                    using (var zstd = new ZstdWriteStream(packed, new ZstdWriteOptions(), leaveOpen: true))
                    {
                        zstd.Write(content);
                    }

                    folder.Write(path + ".zst", packed.ToArray());
                }

                break;
            default:
                folder.Write(path, content);
                break;
        }
    }

    private static byte[] Content(List<byte[]> lines, string end, bool endsLast) =>
        [.. lines.SelectMany((line, i) => i + 1 < lines.Count || endsLast ? line.Concat(end.Select(value => (byte)value)) : line)];

    private static string Folder(LogDay day) => day.Date.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);

    private int Below(int limit) => _random.Below(limit);
}

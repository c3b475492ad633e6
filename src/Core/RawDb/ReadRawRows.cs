using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.RawDb;

/// <summary>Reads all raw rows of a site. Equal rows of several parts are one row, as in a tally.</summary>
/// <param name="rawDb">The raw parts.</param>
public sealed class ReadRawRows(IRawDb rawDb)
{
    /// <summary>Reads the rows day by day; within a day in order of the hosts' pseudonyms.</summary>
    /// <remarks>A part that is gone is skipped: its raw data was removed.</remarks>
    /// <exception cref="InvalidDataException">A part is damaged.</exception>
    public async IAsyncEnumerable<RawRecord> RunAsync(Site site, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var loaded = await rawDb.ListLoadedAsync(site, cancellation).ConfigureAwait(false);
        var days = loaded
            .SelectMany(log => log.Parts.Select(part => (part.Day, log.LogDay)))
            .ToLookup(part => part.Day, part => part.LogDay);
        bool keepDuplicates = loaded.Any(log => log.Rules.Contains(LoadOptions.DuplicatesKept, StringComparison.Ordinal));
        foreach (var day in days.OrderBy(day => day.Key))
        {
            foreach (RawRecord record in Read(
                day.Key, await OpenAsync(site, day.Key, day, cancellation).ConfigureAwait(false), keepDuplicates))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return record;
            }
        }
    }

    private async Task<List<RawPartReader>> OpenAsync(Site site, UtcDay day, IEnumerable<LogDay> logDays, CancellationToken cancellation)
    {
        var parts = new List<RawPartReader>();
        foreach (LogDay logDay in logDays.Order())
        {
            var key = new RawPartKey(site, day, logDay);
            Stream? stream = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
            if (stream is not null)
            {
                parts.Add(RawPartReader.Open(stream, key));
            }
        }

        return parts;
    }

    private static IEnumerable<RawRecord> Read(UtcDay day, List<RawPartReader> parts, bool keepDuplicates)
    {
        byte[]? key = parts.Select(part => part.Header.PlainKey).FirstOrDefault(plain => !plain.IsEmpty) is { IsEmpty: false } plainKey
            ? plainKey.ToArray() : null;
        using var merge = new RawPartMerge(parts);
        Bucket[] buckets = [.. merge.ReadCodes().Select(code => BucketCode.Read(code))];
        using var hosts = new HostNames(key, merge);
        Row last = default;
        bool isFirst = true;
        while (merge.TryReadRow(out Row row))
        {
            if (isFirst || keepDuplicates || row != last)
            {
                yield return new RawRecord(day.StartUnixSeconds + row.Second, hosts.NameOf(row), buckets[row.Bucket]);
            }

            last = row;
            isFirst = false;
        }
    }

    /// <summary>Names the hosts of a day's rows. Rows of one host follow each other, so the last name is kept.</summary>
    private sealed class HostNames : IDisposable
    {
        private readonly Aes? _aes;
        private readonly Dictionary<UInt128, string> _texts = [];
        private Row _row;
        private string? _name;

        public HostNames(byte[]? key, RawPartMerge merge)
        {
            if (key is not null)
            {
                _aes = Aes.Create();
                _aes.Key = key;
                foreach ((UInt128 pseudonym, string text) in merge.ReadHostTexts())
                {
                    _texts[pseudonym] = text;
                }
            }
        }

        public string NameOf(in Row row)
        {
            if (_name is null || !row.HasHostOf(_row))
            {
                _row = row;
                _name = NameOf(new UInt128(row.HostHigh, row.HostLow));
            }

            return _name;
        }

        public void Dispose() => _aes?.Dispose();

        private string NameOf(UInt128 pseudonym)
        {
            if (_aes is null)
            {
                return pseudonym.ToString("x32", CultureInfo.InvariantCulture);
            }

            if (_texts.TryGetValue(pseudonym, out string? text))
            {
                return text;
            }

            Span<byte> id = stackalloc byte[HostId.Bytes];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(id, pseudonym);
            _aes.DecryptEcb(id, id, PaddingMode.None);
            return HostId.TextOf(id);
        }
    }
}

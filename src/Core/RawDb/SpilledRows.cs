using Countme.Core.RawDb.Parts;
using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>
/// Rows that outgrew memory: sorted runs in scratch, each holding, for every UTC day it has, a part. Safe for several threads.
/// </summary>
/// <param name="createScratch">Opens a scratch stream.</param>
/// <param name="keepDuplicates">Whether equal rows are kept.</param>
internal sealed class SpilledRows(Func<Stream> createScratch, bool keepDuplicates) : IDisposable
{
    private readonly List<Run> _runs = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _runs.Count == 0;

    /// <summary>The days that have rows, in order.</summary>
    public IReadOnlyList<UtcDay> Days => [.. _runs.SelectMany(run => run.Sections.Keys).Distinct().Order()];

    /// <summary>Moves rows from memory into a run.</summary>
    public void Add(RowSource source)
    {
        Stream stream = createScratch();
        var sections = new Dictionary<UtcDay, (long Offset, long Bytes)>();
        var sorter = new RowWriter(workers: 1, keepDuplicates);
        foreach (UtcDay day in source.Rows.Days.Order().ToArray())
        {
            long offset = stream.Position;
            using var writer = new RawPartWriter(stream, new RawPartHeader(day, default, "", default));
            sorter.Write(day, [source], writer, CancellationToken.None);
            sections.Add(day, (offset, writer.Finish().Bytes));
        }

        lock (_runs)
        {
            _runs.Add(new Run(stream, sections));
        }
    }

    /// <summary>Merges a day's rows into a part.</summary>
    /// <param name="day">The day; days are merged one after the other.</param>
    /// <param name="earlier">A part whose rows are merged in; disposed here. Null when there is none.</param>
    /// <param name="writer">The part, at its start; finished by the caller.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public void Merge(UtcDay day, RawPartReader? earlier, RawPartWriter writer, CancellationToken cancellation)
    {
        var readers = _runs.Where(run => run.Sections.ContainsKey(day)).Select(run => run.Open(day)).ToList();
        if (earlier is not null)
        {
            readers.Add(earlier);
        }

        using var merge = new RawPartMerge(readers);
        merge.WriteTo(writer, keepDuplicates, _ => true, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Stream.Dispose());

    private sealed record Run(Stream Stream, IReadOnlyDictionary<UtcDay, (long Offset, long Bytes)> Sections)
    {
        public RawPartReader Open(UtcDay day)
        {
            (long offset, _) = Sections[day];
            Stream.Position = offset;
            return new RawPartReader(new Section(Stream));
        }
    }

    /// <summary>Lets a reader go on from the stream's position without closing the stream; a part knows its own end.</summary>
    private sealed class Section(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

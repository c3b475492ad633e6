using Countme.Adapters.Compression;

namespace Countme.Adapters.Tests.Compression;

public sealed class ReadAheadStreamTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 100)]
    [InlineData(5, 7)]
    [InlineData(3, 1 << 20)]
    public async Task Read_AnyBuffers_SameBytes(int buffers, int bufferBytes)
    {
        byte[] stored = StoredLog.Repeat(Samples.Zstd, 8);
        byte[] content = StoredLog.Repeat(Samples.Log, 8);
        foreach (int readBytes in new[] { 1, 33, 100_000 })
        {
            using var ahead = new ReadAheadStream(LogCompression.OpenRead(new MemoryStream(stored)), buffers, bufferBytes);
            await using var aheadAsync = new ReadAheadStream(LogCompression.OpenRead(new TrickleStream(stored, 5)), buffers, bufferBytes);

            Assert.Equal(content, StoredLog.ReadToEnd(ahead, readBytes));
            Assert.Equal(content, await StoredLog.ReadToEndAsync(aheadAsync, readBytes));
            Assert.Equal(0, ahead.Read(new byte[1]));
        }
    }

    [Fact]
    public async Task Read_InnerFails_ErrorAfterExactlyTheBytesBeforeIt()
    {
        byte[] stored = StoredLog.Join(Samples.Gzip, Samples.Gzip[..^1]);
        byte[] direct = new byte[Samples.Log.Length * 2];
        using var ahead = new ReadAheadStream(LogCompression.OpenRead(new MemoryStream(stored)), buffers: 2, bufferBytes: 100);
        await using var aheadAsync = new ReadAheadStream(LogCompression.OpenRead(new MemoryStream(stored)), buffers: 2, bufferBytes: 100);

        ahead.ReadExactly(direct);

        Assert.Equal(StoredLog.Join(Samples.Log, Samples.Log), direct);
        Assert.Throws<DamagedArchiveException>(() => ahead.Read(new byte[1]));
        Assert.Throws<DamagedArchiveException>(() => ahead.Read(new byte[1]));
        await aheadAsync.ReadExactlyAsync(direct);
        await Assert.ThrowsAsync<DamagedArchiveException>(async () => await aheadAsync.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public void Read_EndlessInner_NeverFurtherAheadThanTheBuffers()
    {
        using var inner = new MeteredStream();
        using var ahead = new ReadAheadStream(inner, buffers: 3, bufferBytes: 100);
        byte[] buffer = new byte[10];

        for (int i = 0; i < 5_000; i++)
        {
            ahead.ReadExactly(buffer);
            inner.TakenBytes += buffer.Length;
        }

        Assert.InRange(inner.FurthestAheadBytes, 100, 310);
    }

    [Fact]
    public async Task Dispose_InTheMiddle_StopsAndDisposesInner()
    {
        var inner = new MeteredStream();
        var innerAsync = new MeteredStream();
        var ahead = new ReadAheadStream(inner, buffers: 2, bufferBytes: 50);
        var aheadAsync = new ReadAheadStream(innerAsync, buffers: 2, bufferBytes: 50);
        ahead.ReadExactly(new byte[75]);
        await aheadAsync.ReadExactlyAsync(new byte[75]);

        ahead.Dispose();
        ahead.Dispose();
        await aheadAsync.DisposeAsync();
        await aheadAsync.DisposeAsync();

        Assert.Equal((1, 1), (inner.Disposals, innerAsync.Disposals));
        Assert.Throws<ObjectDisposedException>(() => ahead.Read(new byte[1]));
    }

    [Fact]
    public async Task Dispose_InnerWaitsForEver_CancelsItsRead()
    {
        var inner = new MeteredStream(endsAfterBytes: 0);
        var ahead = new ReadAheadStream(inner);
        await inner.Waiting;

        await ahead.DisposeAsync();

        Assert.Equal(1, inner.Disposals);
    }

    [Fact]
    public async Task Cancel_TokenOfTheStream_ReadsThrowAfterWhatWasRead()
    {
        using var cancellation = new CancellationTokenSource();
        var inner = new MeteredStream(endsAfterBytes: 120);
        await using var ahead = new ReadAheadStream(inner, buffers: 3, bufferBytes: 50, cancellation.Token);
        await inner.Waiting;

        await cancellation.CancelAsync();

        await ahead.ReadExactlyAsync(new byte[120]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ahead.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task Cancel_TokenOfOneRead_StreamCanBeReadOn()
    {
        using var cancellation = new CancellationTokenSource();
        var inner = new MeteredStream(endsAfterBytes: 100);
        await using var ahead = new ReadAheadStream(inner, buffers: 3, bufferBytes: 50);
        await ahead.ReadExactlyAsync(new byte[100]);
        ValueTask<int> read = ahead.ReadAsync(new byte[1], cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        inner.Resume();
        Assert.Equal(1, await ahead.ReadAsync(new byte[1], CancellationToken.None));
    }

    [Fact]
    public void DecoderMemoryBytes_WhileOpen_DecoderAndBuffers()
    {
        LogContentStream content = LogCompression.OpenRead(new MemoryStream(Samples.Gzip));
        long decoderBytes = content.DecoderMemoryBytes;
        var ahead = new ReadAheadStream(content, buffers: 4, bufferBytes: 1000);

        Assert.Equal((CompressionKind.Gzip, decoderBytes + 4000), (ahead.Kind, ahead.DecoderMemoryBytes));
        ahead.Dispose();
        Assert.Equal(0, ahead.DecoderMemoryBytes);
    }

    /// <summary>Zero bytes without end, or up to a point where it waits until it is told to go on; keeps account of what is read.</summary>
    private sealed class MeteredStream(int endsAfterBytes = int.MaxValue) : Stream
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _givenBytes;
        private long _takenBytes;

        internal Task Waiting => _waiting.Task;

        internal int Disposals { get; private set; }

        internal long FurthestAheadBytes { get; private set; }

        internal long TakenBytes
        {
            get => Volatile.Read(ref _takenBytes);
            set => Volatile.Write(ref _takenBytes, value);
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        internal void Resume() => _resumed.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_givenBytes >= endsAfterBytes)
            {
                _ = _waiting.TrySetResult();
                await _resumed.Task.WaitAsync(cancellationToken);
            }

            Assert.Equal(0, Disposals);
            int count = (int)Math.Min(buffer.Length, _resumed.Task.IsCompleted ? int.MaxValue : endsAfterBytes - _givenBytes);
            _givenBytes += count;
            FurthestAheadBytes = Math.Max(FurthestAheadBytes, _givenBytes - TakenBytes);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Disposals++;
            }

            base.Dispose(disposing);
        }
    }
}

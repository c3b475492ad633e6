using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed class SliceScribeTest
{
    private static readonly LogFile File = SamplePlan.For(
        new()
        {
            OutputFolder = "logs",
            Layout = SampleLayout.Combined,
            Days = 1,
            Sites = ["mirrors.fedoraproject.org"],
            Size = new(8_000_000),
        })[0];

    [Fact]
    public void Write_SliceAlone_SameAsAfterOthers()
    {
        var practised = new SliceScribe(0.001);
        practised.Write(File, 0, out _);
        practised.Write(File, 6, out _);

        byte[] alone = new SliceScribe(0.001).Write(File, 3, out _).ToArray();

        Assert.Equal(alone, practised.Write(File, 3, out _).ToArray());
    }

    [Fact]
    public void Write_SecondTime_AllocatesNothing()
    {
        var scribe = new SliceScribe(0.001);
        scribe.Write(File, 0, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        scribe.Write(File, 0, out long lines);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(lines > 5_000);
        Assert.Equal(0, allocated);
    }
}

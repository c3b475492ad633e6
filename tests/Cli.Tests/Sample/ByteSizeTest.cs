using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed class ByteSizeTest
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("750000", 750_000)]
    [InlineData("7B", 7)]
    [InlineData("1KB", 1_000)]
    [InlineData("20MB", 20_000_000)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("2TB", 2_000_000_000_000)]
    [InlineData("1KiB", 1_024)]
    [InlineData("16MiB", 16_777_216)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("1TiB", 1_099_511_627_776)]
    [InlineData("1.5gb", 1_500_000_000)]
    [InlineData(" 0.5 kib ", 512)]
    [InlineData("1.0009KB", 1_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Parse_Size_Bytes(string text, long bytes) => Assert.Equal(new ByteSize(bytes), ByteSize.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1GB")]
    [InlineData("1,5GB")]
    [InlineData("1e3")]
    [InlineData("1XB")]
    [InlineData("1GBB")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("10000000TB")]
    [InlineData("79228162514264337593543950335TB")]
    public void TryParse_NoSize_False(string? text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void Parse_NoSize_MessageSaysWhatToWrite()
    {
        var refusal = Assert.Throws<FormatException>(() => ByteSize.Parse("much"));

        Assert.Equal(
            "\"much\" is not a size: a number with KB, MB, GB, TB (thousands) or KiB, MiB, GiB, TiB (1024s) was expected. "
            + "Write for example 20MB.",
            refusal.Message);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1_500_000, "1500KB")]
    [InlineData(20_000_000, "20MB")]
    [InlineData(3_000_000_000_000, "3TB")]
    public void ToString_AnySize_LargestEvenUnit(long bytes, string text) => Assert.Equal(text, new ByteSize(bytes).ToString());
}

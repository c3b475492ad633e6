using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Countme.Infra.Tests;

/// <summary>The numbers of docs/cost.md follow from its values by its formulas.</summary>
public sealed partial class CostTests
{
    private static readonly string Text = File.ReadAllText(Path.Join(BicepFiles.Root, "docs", "cost.md"));

    private static readonly (string Name, string Expression)[] Formulas =
        [.. Formula().Matches(Text).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static readonly Dictionary<string, decimal> Values = Value()
        .Matches(Text)
        .ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[2].Value));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void WorkedExample_OfEachSize_FollowsFromTheFormulas(int column)
    {
        var shown = Row().Matches(Text).Where(match => !Values.ContainsKey(match.Groups[1].Value))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[column].Value);
        var values = new Dictionary<string, decimal>(Values);
        foreach (string given in (string[])["logs", "sites", "proxies"])
        {
            values[given] = Number(shown[given]);
        }

        foreach ((string name, string expression) in Formulas)
        {
            values[name] = Compute(expression, values);
        }

        Assert.Contains("total", shown.Keys);
        Assert.All(shown, row =>
        {
            int digits = row.Value.Contains('.', StringComparison.Ordinal) ? row.Value.Split('.')[1].Length : 0;
            Assert.Equal($"{row.Key} {row.Value}", $"{row.Key} {values[row.Key].ToString("N" + digits, CultureInfo.InvariantCulture)}");
        });
    }

    [Fact]
    public void ShorterKeeping_InTheText_FollowsFromTheFormulas()
    {
        var values = new Dictionary<string, decimal>(Values) { ["logs"] = 1000, ["log_days"] = 22 };

        foreach ((string name, string expression) in Formulas.Where(formula => formula.Name is "stored_gb" or "storage"))
        {
            values[name] = Compute(expression, values);
        }

        Assert.Contains(
            $"falls from 257.40 to {values["storage"].ToString("N2", CultureInfo.InvariantCulture)}", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void PremiumPlan_InTheText_FollowsFromThePrices()
    {
        decimal plan = 730 * ((2 * Values["p_vcpu_hour"]) + (7 * Values["p_gib_hour"]));
        Dictionary<string, decimal> large = Row().Matches(Text).Where(match => !Values.ContainsKey(match.Groups[1].Value))
            .ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[3].Value));

        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"730 * (2 * {Values["p_vcpu_hour"]} + 7 * {Values["p_gib_hour"]}) = {plan:N2}"),
            Text, StringComparison.Ordinal);
        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{large["total"]} - {large["compute"]} + {plan:N2} = {large["total"] - large["compute"] + plan:N2}"),
            Text, StringComparison.Ordinal);
    }

    [Fact]
    public void KeepingTimes_OfTheModel_AreAtLeastThoseOfTheApp()
    {
        var options = new Functions.Settings.CountmeOptions();

        Assert.InRange(Values["log_days"], options.KeepLogDays, options.KeepLogDays + 14);
        Assert.InRange(Values["raw_days"], options.KeepRawDays, options.KeepRawDays + 14);
    }

    private static decimal Compute(string expression, Dictionary<string, decimal> values)
    {
        string numbers = Name().Replace(
            expression, match => match.Value == "max" ? "max" : values[match.Value].ToString(CultureInfo.InvariantCulture));
        bool isClamped = numbers.StartsWith("max(0, ", StringComparison.Ordinal);
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        object result = table.Compute(isClamped ? numbers["max(0, ".Length..^1] : Decimals().Replace(numbers, "$0.0"), "");
        decimal number = Convert.ToDecimal(result, CultureInfo.InvariantCulture);
        return isClamped ? Math.Max(0, number) : number;
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?m)^    (\w+) = (.+)$")]
    private static partial Regex Formula();

    [GeneratedRegex(@"(?m)^\| `(\w+)` \| ([\d.]+) \| (?![\d.,]+ \|)")]
    private static partial Regex Value();

    [GeneratedRegex(@"(?m)^\| `(\w+)` \| ([\d.,]+) \| ([\d.,]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("[a-z][a-z_]*")]
    private static partial Regex Name();

    /// <summary>Whole numbers: a quotient of two would be cut.</summary>
    [GeneratedRegex(@"(?<![\d.])\d+(?![\d.])")]
    private static partial Regex Decimals();
}

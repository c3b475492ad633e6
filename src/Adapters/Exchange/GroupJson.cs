using System.Globalization;
using System.Text.Json;
using Countme.Core.Publish;

namespace Countme.Adapters.Exchange;

/// <summary>What every JSON output says of grouped counts, under the same names.</summary>
public static class GroupJson
{
    /// <summary>Writes one group as an object: its counts, then the fields that tell it apart. The age is a number.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="query">Its series and fields.</param>
    /// <param name="values">A value for each field.</param>
    /// <param name="hits">A count for each series.</param>
    public static void WriteRow(Utf8JsonWriter json, GroupQuery query, IReadOnlyList<string> values, IReadOnlyList<long> hits)
    {
        json.WriteStartObject();
        WriteCounts(json, query, hits);
        for (int i = 0; i < values.Count; i++)
        {
            if (query.Fields[i] == BucketField.Age)
            {
                json.WriteNumber(query.Fields[i].JsonName, long.Parse(values[i], CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteString(query.Fields[i].JsonName, values[i]);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Writes counts into an object that is begun.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="query">Its series.</param>
    /// <param name="hits">A count for each series.</param>
    public static void WriteCounts(Utf8JsonWriter json, GroupQuery query, IReadOnlyList<long> hits)
    {
        for (int i = 0; i < hits.Count; i++)
        {
            json.WriteNumber(query.Columns[i], hits[i]);
        }
    }
}

namespace Countme.Cli.Sample;

/// <summary>Things to choose from, some more often than others. A choice costs 16 random bits and two array reads.</summary>
/// <typeparam name="T">What is chosen.</typeparam>
internal sealed class WeightedTable<T>
{
    private readonly T[] _items;
    private readonly ushort[] _places = new ushort[1 << 16];

    /// <summary>Makes a table.</summary>
    /// <param name="items">At most 65 536 things with their weights, which need no particular sum; a thing that has less than a
    /// 65 536th of the sum may never be chosen.</param>
    public WeightedTable(IReadOnlyList<(T Item, double Weight)> items)
    {
        _items = [.. items.Select(item => item.Item)];
        double sum = items.Sum(item => item.Weight);
        double passed = items[0].Weight;
        int current = 0;
        for (int place = 0; place < _places.Length; place++)
        {
            double at = (place + 0.5) / _places.Length * sum;
            while (passed <= at && current < items.Count - 1)
            {
                passed += items[++current].Weight;
            }

            _places[place] = (ushort)current;
        }
    }

    /// <summary>Chooses.</summary>
    /// <param name="bits">Random bits; only the lowest 16 count.</param>
    /// <returns>The thing these bits stand for.</returns>
    public T Pick(ulong bits) => _items[_places[(ushort)bits]];
}

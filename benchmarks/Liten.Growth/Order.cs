namespace Liten.Growth;

/// <summary>In which order many end, one after the other: a list has its ends and its middle.</summary>
internal sealed record Order(string Name, Func<int, int, int> Place)
{
    public static Order[] All { get; } =
    [
        new("first to last", static (index, _) => index),
        new("last to first", static (index, count) => count - 1 - index),
        new("from the middle", static (index, count) => (count / 2) + (index % 2 == 0 ? index / 2 : -(index + 1) / 2)),
    ];

    /// <summary>The same operation in each of the orders.</summary>
    public static IEnumerable<Operation> Each(string name, string others, Func<int, Order, Meter, LitenTask> perform)
        => All.Select(order => new Operation(
            $"{name}, {order.Name}", others, (count, meter) => perform(count, order, meter)));

    public int[] Of(int count) => [.. Enumerable.Range(0, count).Select(index => Place(index, count))];
}

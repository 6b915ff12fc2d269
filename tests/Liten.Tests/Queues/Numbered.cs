namespace Liten.Tests.Queues;

/// <summary>An item that is told apart by its number.</summary>
internal sealed class Numbered(int number)
{
    public int Number { get; } = number;

    public override string ToString() => $"{Number}";

    public static Numbered[] Create(int count) => [.. Enumerable.Range(0, count).Select(i => new Numbered(i))];
}

using System.Globalization;

namespace Liten.Interleavings;

/// <summary>One schedule again, from the string that a failure prints: the decisions, each repeated so many times.</summary>
internal sealed class Replay(string decisions) : Strategy
{
    private readonly List<int> _decisions = Parse(decisions);
    private int _next;

    public override int Choose(Execution execution, int current, int enabled, bool isFree)
    {
        int chosen = Next();
        return chosen >= 0 && (enabled & (1 << chosen)) != 0 ? chosen : current != Nobody && (enabled & (1 << current)) != 0 ? current : Lowest(enabled);
    }

    public override bool ChooseDelay() => Next() == DecisionLog.Delayed;

    public override bool ChooseFailure() => Next() == DecisionLog.Fails;

    public override bool Advance() => false;

    private static List<int> Parse(string text)
    {
        var decisions = new List<int>();
        foreach (string part in text.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('x');
            int times = pair.Length == 2 ? int.Parse(pair[1], CultureInfo.InvariantCulture) : 1;
            decisions.AddRange(Enumerable.Repeat(int.Parse(pair[0], CultureInfo.InvariantCulture), times));
        }

        return decisions;
    }

    private int Next() => _next < _decisions.Count ? _decisions[_next++] : Nobody;
}

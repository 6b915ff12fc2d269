using System.Globalization;

namespace Liten.Testing;

/// <summary>One step at which a schedule leaves the default order.</summary>
/// <param name="Step">The number of the step.</param>
/// <param name="Kind">What happens instead.</param>
/// <param name="Value">Which of that kind: of the runnable ones, of the tasks, of the fault points of the step.</param>
internal readonly record struct Deviation(int Step, DeviationKind Kind, int Value)
{
    /// <summary>What a strategy has chosen, if that is not the default order.</summary>
    public static Deviation Of(in Decision decision, int alternative) => decision.KindOf(alternative) switch
    {
        AlternativeKind.Run => new(decision.Step, DeviationKind.Order, alternative),
        AlternativeKind.PassTime => new(decision.Step, DeviationKind.Time, 0),
        _ when decision.FaultPoint > 0 => new(decision.Step, DeviationKind.Fault, decision.FaultPoint),
        _ => Of(decision.Step, decision.Scheduler.Faults.Targets[alternative - decision.FirstFault]),
    };

    /// <summary>The alternative that this deviation means, if there is such a one.</summary>
    public bool TryFindIn(in Decision decision, out int alternative)
    {
        alternative = Kind switch
        {
            DeviationKind.Order => Value < decision.Runnable && decision.FaultPoint == 0 ? Value : -1,
            DeviationKind.Time => decision.TimeMayPass ? decision.Runnable : -1,
            DeviationKind.Fault => decision.FaultPoint == Value ? decision.FirstFault : -1,
            _ => FindTarget(decision),
        };
        return alternative >= 0;
    }

    /// <summary>As it stands in a replay string: <c>4=1</c>, <c>7=T</c>, <c>9=A3</c>, <c>2=F1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Step}={Kind switch
    {
        DeviationKind.Order => "",
        DeviationKind.Time => "T",
        DeviationKind.Abort => "A",
        DeviationKind.Cancel => "C",
        _ => "F",
    }}{(Kind == DeviationKind.Time ? "" : Value)}");

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Deviation deviation)
    {
        deviation = default;
        int equals = text.IndexOf('=');
        if (equals < 1 || equals == text.Length - 1 || !TryRead(text[..equals], out int step))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[(equals + 1)..];
        DeviationKind kind = rest[0] switch
        {
            'T' => DeviationKind.Time,
            'A' => DeviationKind.Abort,
            'C' => DeviationKind.Cancel,
            'F' => DeviationKind.Fault,
            _ => DeviationKind.Order,
        };
        int value = 0;
        bool isRead = kind == DeviationKind.Time
            ? rest.Length == 1
            : TryRead(kind == DeviationKind.Order ? rest : rest[1..], out value);
        deviation = new Deviation(step, kind, value);
        return isRead;
    }

    private static Deviation Of(int step, in FaultTarget target) => new(step, target.Kind, target.Number);

    private int FindTarget(in Decision decision)
    {
        if (decision.FaultPoint == 0)
        {
            List<FaultTarget> targets = decision.Scheduler.Faults.Targets;
            for (int i = 0; i < targets.Count && i < decision.Count - decision.FirstFault; i++)
            {
                if (targets[i].Kind == Kind && targets[i].Number == Value)
                {
                    return decision.FirstFault + i;
                }
            }
        }

        return -1;
    }

    private static bool TryRead(ReadOnlySpan<char> digits, out int number)
        => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

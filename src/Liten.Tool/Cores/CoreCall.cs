using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>A suspended call of a task's code, in a core file.</summary>
/// <param name="Box">The call.</param>
/// <param name="Wait">What it waits for; null if it awaits another call, or goes on.</param>
internal sealed record CoreCall(ClrObject Box, CoreWait? Wait)
{
    /// <summary>Further ones are not told.</summary>
    private const int Most = 64;

    /// <summary>The ring of the calls that are listed with a task: <c>CallList</c>.</summary>
    public static IEnumerable<CoreCall> Of(ClrObject task)
    {
        ClrObject first = task.Struct("_calls").Struct("_calls").Held("_first");
        ClrObject call = first;
        for (int i = 0; i < Most && !call.IsNull; i++)
        {
            ClrValueType seat = SeatOf(call);
            yield return new CoreCall(call, CoreWait.Read(seat.Held("_wait")));
            call = seat.Reference("Next");
            if (call.Address == first.Address)
            {
                break;
            }
        }
    }

    private static ClrValueType SeatOf(ClrObject call)
        => call.Struct("Place") is { Type: not null } place ? place : call.Struct("_seat");
}

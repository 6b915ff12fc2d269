namespace Liten;

/// <summary>
/// What an awaiter is to call once that may also call twice, late or never, or throw after it has called: the first
/// call counts, and no other.
/// </summary>
/// <remarks>One for each such await: a late call of an earlier one finds its own used up.</remarks>
internal sealed class ForeignWake(IForeignResume method, bool comesHome)
{
    private AtomicFlag _used;

    /// <summary>The method that goes on.</summary>
    public IForeignResume Method => method;

    /// <summary>Uses the wake up, so that no call resumes the method any more.</summary>
    /// <returns>False if a call came before.</returns>
    public bool TryUse()
    {
        bool isFirst = _used.TrySet();
        if (isFirst)
        {
            method.EndForeign();
        }

        return isFirst;
    }

    /// <summary>
    /// The awaiter has thrown after it had called: the method has gone on and must not fail for it.
    /// </summary>
    public static void ReportLateThrow(Exception exception, Home home)
        => home.Hooks.Unhandled(exception, null, "an awaiter that threw after it had called its continuation");

    /// <summary>The continuation.</summary>
    public void Invoke()
    {
        if (!TryUse())
        {
            return;
        }

        if (comesHome)
        {
            method.ComeHome();
        }
        else
        {
            method.GoOnWhereCalled();
        }
    }
}

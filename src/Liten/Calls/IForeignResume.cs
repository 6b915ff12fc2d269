namespace Liten;

/// <summary>How a suspended method goes on after something that knows no Liten.</summary>
internal interface IForeignResume
{
    /// <summary>It does not wait any more, however it goes on.</summary>
    void EndForeign();

    /// <summary>At home, whoever calls: after an awaiter of .NET's.</summary>
    void ComeHome();

    /// <summary>
    /// Where the awaiter has called, as in any async method: <c>await SwitchTo(..)</c> means that place.
    /// </summary>
    void GoOnWhereCalled();
}

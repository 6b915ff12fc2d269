using Microsoft.AspNetCore.Authentication;

namespace Liten.Dashboard.Tests;

internal sealed class HeaderAuthenticationOptions : AuthenticationSchemeOptions;
